import type { Random } from '../../core/random.js';
import type { SimulatedModelState } from './models.js';
import type { SimulatedProvider } from './simulated-provider.js';
import type { QuotaRefusal, QuotaStanding } from './quota.js';
import type { KnownKey } from './keys.js';
import type { SimulatedPrompt } from './request-record.js';

/** A whole HTTP answer. @internal */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a path means. @internal */
export type Route =
  /** Whatever the path says of the request: Gemini has the model and the streaming there. */
  | { readonly type: 'generate'; readonly name: string; readonly model?: string; readonly stream?: boolean }
  | { readonly type: 'info'; readonly name: string; readonly model?: string };

/** A request's line and its query. @internal */
export interface WireTarget {
  readonly method: string;
  readonly url: URL;
}

/** What the model says, and what it took. @internal */
export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly AnswerToolCall[];
  readonly finish: 'stop' | 'length' | 'tool_calls';
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Those of the output that it thought with. */
  readonly reasoningTokens: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Hexadecimal digits that no other answer has. */
  readonly id: string;
}

/** A call of a tool in an answer. @internal */
export interface AnswerToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** An answer in pieces, as they stand on the wire. @internal */
export interface AnswerFrames {
  readonly contentType: string;
  /** Before the first text. */
  open(): string;
  delta(text: string): string;
  /** A piece of what the model thinks. */
  reasoning(text: string): string;
  /** The calls of tools, in as many pieces as the provider sends. */
  toolCalls(): readonly string[];
  /** The proper end, with the finish reason and the counts. */
  close(): string;
  /** An error payload after the status was sent. */
  error(payload: string): string;
  /** A line that no client can read. */
  garbage(): string;
}

/** A request for an answer, read. @internal */
export interface ParsedRequest {
  readonly prompt: SimulatedPrompt;
  /** How many tokens the request itself allows for the prompt. */
  readonly contextLength?: number | undefined;
  /** What happens to a prompt that is too long. */
  readonly tooLong: 'refuse' | 'cut';
  /** What it counts against quotas of tokens, where that isn't the prompt alone. */
  readonly chargedTokens?: number;
  /** The texts that vectors are asked for, in place of words: each is as long as it is by itself. */
  readonly embeds?: readonly string[];
  /** The answer in one. */
  whole(answer: Answer): string;
  frames(answer: Answer): AnswerFrames;
  /** An error in the form that this request gets it in. */
  wrapError?(reply: WireReply): WireReply;
}

/** What an error needs to know beyond its own matter. @internal */
export interface ErrorContext {
  readonly model: string;
  readonly key: KnownKey;
  readonly nowMs: number;
  readonly random: Random;
}

/** The errors of a provider, as they stand on the wire. @internal */
export interface WireErrors {
  missingKey(context: ErrorContext): WireReply;
  invalidKey(context: ErrorContext): WireReply;
  suspendedKey(context: ErrorContext): WireReply;
  noCredit(context: ErrorContext): WireReply;
  model(state: Exclude<SimulatedModelState, 'ready'>, context: ErrorContext): WireReply;
  overloaded(context: ErrorContext): WireReply;
  contextLength(size: { readonly limit: number; readonly tokens: number }, context: ErrorContext): WireReply;
  /** The longest window first. */
  quota(refusals: readonly [QuotaRefusal, ...QuotaRefusal[]], context: ErrorContext): WireReply;
  /** What it says with a status when nothing else is known. */
  status(status: number, context: ErrorContext): WireReply;
  invalidRequest(message: string): WireReply;
  unknownPath(target: WireTarget): WireReply;
  /** The payload that stands in a body or stream of status 200. */
  payloadIn200(context: ErrorContext): string;
}

/** All that the simulator knows of a provider. @internal */
export interface WireFormat {
  readonly provider: SimulatedProvider;
  readonly errors: WireErrors;
  /** Whether a path belongs to this provider, though it may not exist there. */
  owns(path: string): boolean;
  route(target: WireTarget): Route | undefined;
  /** The key that a request shows. */
  credential(headers: Readonly<Record<string, string | undefined>>, url: URL): string | undefined;
  /** @throws MalformedRequest */
  parse(route: Extract<Route, { type: 'generate' }>, body: unknown): ParsedRequest;
  info(visit: InfoVisit): WireReply;
  /** Headers of a good answer. */
  headers(standings: readonly QuotaStanding[], random: Random): Readonly<Record<string, string>>;
}

/** A request for a list, or for what is known of one model. @internal */
export interface InfoVisit {
  readonly route: Extract<Route, { type: 'info' }>;
  readonly url: URL;
  readonly models: InfoModels;
  readonly body: unknown;
  readonly context: ErrorContext;
}

/** The models, for lists. @internal */
export interface InfoModels {
  names(): readonly string[];
  find(name: string): { readonly state: SimulatedModelState; readonly contextLength: number | undefined };
}

/** A body that the provider can't read. @internal */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
}
