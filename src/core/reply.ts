import type { AttemptRecord } from './attempt.js';

/** Tokens of one answer; undefined, never 0, where the provider doesn't tell. */
export interface Usage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly totalTokens?: number | undefined;
  /** Those of the input that came from the provider's cache. */
  readonly cachedTokens?: number | undefined;
  /** Those of the output that the model thought with. */
  readonly reasoningTokens?: number | undefined;
}

/** Why the model stopped. `length`: the text is cut. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'other';

/** A whole answer. */
export interface ChatReply {
  readonly text: string;
  /** The parsed answer, where `output` asked for one. */
  readonly output?: unknown;
  readonly usage: Usage;
  readonly finishReason: FinishReason;
  /** The prefix of the provider that answered. */
  readonly provider: string;
  /** The model that answered, without its prefix. */
  readonly model: string;
  /** The label of the key that was used; `undefined` where there is none. */
  readonly keyId: string | undefined;
  /** Every request that was sent for this call, the failed ones included. */
  readonly attempts: readonly AttemptRecord[];
  /** The answer as the provider's SDK gave it. */
  readonly raw: unknown;
}

/** A piece of a streamed answer. */
export interface TextDeltaPart {
  readonly type: 'text-delta';
  readonly text: string;
}

/** The stream broke and starts again (`onStreamFailure: 'restart'`): discard all text so far. */
export interface StreamRestartPart {
  readonly type: 'stream-restart';
}

/** The proper end of a stream. */
export interface FinishPart extends Omit<ChatReply, 'text' | 'output'> {
  readonly type: 'finish';
}

/** What a stream yields. */
export type StreamPart = TextDeltaPart | StreamRestartPart | FinishPart;
