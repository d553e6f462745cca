import type { AttemptRecord } from './attempt.js';
import type { ToolCall } from './tools.js';

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
export interface ChatReply<Output = unknown> {
  readonly text: string;
  /**
   * The answer, parsed and checked, where `output` asked for it; `undefined` where nothing was asked for, and where the
   * model called tools instead.
   */
  readonly output: Output;
  /** What the model asks the program to do; `[]` where it asks for nothing. */
  readonly toolCalls: readonly ToolCall[];
  /** What the model thought, or a summary of it, where the provider tells. */
  readonly reasoning?: string | undefined;
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

/** A piece of what the model thinks; no part of its answer. */
export interface ReasoningDeltaPart {
  readonly type: 'reasoning-delta';
  readonly text: string;
}

/** A call of a tool that the model asks for, complete. */
export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly toolCall: ToolCall;
}

/** The stream broke and starts again (`onStreamFailure: 'restart'`): discard all parts so far. Also where only thoughts came so far, whatever the option. */
export interface StreamRestartPart {
  readonly type: 'stream-restart';
}

/** The proper end of a stream. */
export interface FinishPart<Output = unknown> extends Omit<ChatReply<Output>, 'text'> {
  readonly type: 'finish';
}

/** What a stream yields. */
export type StreamPart<Output = unknown> =
  TextDeltaPart | ReasoningDeltaPart | ToolCallPart | StreamRestartPart | FinishPart<Output>;
