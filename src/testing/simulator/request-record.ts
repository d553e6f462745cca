import type { FaultType } from './fault.js';
import type { SimulatedProvider } from './simulated-provider.js';

/** A request for an answer, in one form for all providers. */
export interface SimulatedPrompt {
  readonly provider: SimulatedProvider;
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** The text of the last message of the user; `''` where there is none. */
  readonly lastUserMessage: string;
  readonly stream: boolean;
  readonly maxOutputTokens: number | undefined;
  readonly stop: readonly string[];
  readonly wantsJson: boolean;
  /** The JSON Schema that the answer must fit; `undefined` where none was given. */
  readonly schema: unknown;
  /** The images of all messages, in their order. */
  readonly images: readonly SimulatedImage[];
  /** What the model may call. */
  readonly tools: readonly SimulatedTool[];
  /** The name of the tool that must be called, `'any'` of them, or `'none'` that must be. */
  readonly mustCall: string;
  readonly seed: number | undefined;
  /** How hard it should think, in the provider's own word or number; `undefined` where that was left to the model. */
  readonly reasoning: unknown;
}

/** An image in a request: what can be told of it without its bytes. */
export interface SimulatedImage {
  readonly mediaType: string | undefined;
  /** How many bytes it has; `undefined` for one behind a URL. */
  readonly bytes: number | undefined;
}

/** A tool in a request. */
export interface SimulatedTool {
  readonly name: string;
  /** The JSON Schema of its arguments. */
  readonly parameters: unknown;
}

/** What the model says, in full. */
export interface SimulatedReply {
  /** @default '' */
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[];
  /** What it thinks before. @default '' */
  readonly reasoning?: string;
}

/**
 * What became of a request. `refused`: an error that a healthy provider gives (key, model, quota, overload, too long,
 * unreadable); `fault`: what a {@link FaultType} did; `aborted`: the client went away first.
 */
export type RequestOutcome = 'pending' | 'answered' | 'refused' | 'fault' | 'aborted';

/** A request that the simulator received. It is filled in as the exchange goes on. */
export interface SimulatedRequest {
  /** Counts from 1 over all requests. */
  readonly id: number;
  /** When it arrived, in epoch ms on the simulator's clock. */
  readonly at: number;
  /** When it was over, in epoch ms; `undefined` while it is under way. */
  readonly endedAt: number | undefined;
  readonly provider: SimulatedProvider | undefined;
  /** `generate`: asks for an answer; `info`: lists models and the like; `unknown`: a path that no provider has. */
  readonly type: 'generate' | 'info' | 'unknown';
  readonly method: string;
  /** Without the query, which may hold a key. */
  readonly path: string;
  /** Names in lower case, credentials left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body: parsed where it is JSON, else its text. In place of an image's bytes stand their type and number. */
  readonly body: unknown;
  readonly model: string | undefined;
  readonly stream: boolean;
  /** The label of the key: the one given, else `key-1`, `key-2` … in the order of first use; `undefined` without a key. */
  readonly keyId: string | undefined;
  /** The socket it came over, counted from 1. */
  readonly connection: number;
  /** How many sockets were open when it arrived, its own included. */
  readonly openConnections: number;
  /** The status that was sent; `undefined` where none was. */
  readonly status: number | undefined;
  readonly outcome: RequestOutcome;
  /** The name of the quota that refused it, or `key`, `model`, `overload`, `context-length`, `request`. */
  readonly refusedBy: string | undefined;
  /** The fault that was played; also where the client went away because of it. */
  readonly fault: FaultType | undefined;
  /** Tokens of the prompt that the model read, by `simulatedTokens`. */
  readonly inputTokens: number | undefined;
  /** Tokens of the answer, by `simulatedTokens`; of the whole one, even where a fault cut it. */
  readonly outputTokens: number | undefined;
  /** What the `answer` option threw. */
  readonly error: unknown;
}

/** The same, to be filled in. @internal */
export type RequestRecord = { -readonly [Name in keyof SimulatedRequest]: SimulatedRequest[Name] };

/** Headers that hold keys. */
const CREDENTIAL_HEADERS = new Set(['authorization', 'x-goog-api-key', 'cookie']);

/** The record of a request that has just arrived. @internal */
export function openRecord(
  request: {
    readonly method?: string | undefined;
    readonly url?: string | undefined;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  },
  arrival: Pick<RequestRecord, 'id' | 'at' | 'connection' | 'openConnections'>,
): RequestRecord {
  const headers = Object.entries(request.headers).filter(([name]) => !CREDENTIAL_HEADERS.has(name));
  return {
    ...arrival,
    endedAt: undefined,
    provider: undefined,
    type: 'unknown',
    method: request.method ?? 'GET',
    path: (request.url ?? '/').replace(/\?.*$/s, ''),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: undefined,
    model: undefined,
    stream: false,
    keyId: undefined,
    status: undefined,
    outcome: 'pending',
    refusedBy: undefined,
    fault: undefined,
    inputTokens: undefined,
    outputTokens: undefined,
    error: undefined,
  };
}
