import type { TextPart } from './content.js';
import type { Cancellation } from './cancellation.js';
import type { EmbedLimits, ProviderEmbedReply, ProviderEmbedRequest } from './embed.js';
import type { ErrorKnowledge } from './error-rule.js';
import type { JsonSchema } from './json-schema.js';
import type { ApiKey } from './keys.js';
import type { ProviderModel, ProviderModelPage } from './model-info.js';
import type { CountedTokens, LimitOptions } from './rate-limits.js';
import type { FinishReason, Usage } from './reply.js';
import type { AssistantMessage, ChatRequest, Policies, SystemMessage, ToolMessage, UserMessage } from './request.js';
import type { TimeoutOptions, Timeouts } from './timeouts.js';
import type { ToolCall } from './tools.js';
import type { ProviderPricing } from './usage-recorder.js';

/** An image, looked at and ready to be sent. */
export type ProviderImage =
  | {
      readonly type: 'image';
      readonly source: 'data';
      /** Such as `image/png`. */
      readonly mediaType: string;
      readonly byteLength: number;
      /** Encoded at the first call, then kept. */
      base64(): string;
    }
  | { readonly type: 'image'; readonly source: 'url'; readonly url: string; readonly mediaType: string | undefined };

/** A message as an adapter gets it. */
export type ProviderMessage =
  | SystemMessage
  | (Omit<UserMessage, 'content'> & { readonly content: string | readonly (TextPart | ProviderImage)[] })
  | AssistantMessage
  /** With the name of the tool that it answers for. */
  | (ToolMessage & { readonly name: string });

/** A tool as an adapter gets it. */
export interface ProviderTool {
  readonly name: string;
  readonly description: string | undefined;
  /** Of an object; `undefined` where it takes no arguments. */
  readonly parameters: JsonSchema | undefined;
}

/** The form that an answer must have. */
export type ProviderOutput = 'json' | { readonly name: string; readonly schema: JsonSchema };

/** What an adapter is asked for: the model without its prefix, and nothing that the engine does itself. */
export interface ProviderRequest extends Pick<
  ChatRequest,
  | 'model'
  | 'temperature'
  | 'topP'
  | 'maxOutputTokens'
  | 'stop'
  | 'seed'
  | 'toolChoice'
  | 'reasoning'
  | 'providerOptions'
> {
  readonly messages: readonly ProviderMessage[];
  readonly output?: ProviderOutput;
  readonly tools?: readonly ProviderTool[];
}

/** What one attempt gets. */
export interface AttemptContext {
  /** Aborts this attempt; the adapter frees its socket at once. The engine makes it for those who ask for it. */
  readonly signal: AbortSignal;
  /** The same for who needs no signal; left out where only the signal tells. */
  readonly cancellation?: Cancellation | undefined;
  /** The secret to use; `undefined` where there is none. */
  readonly key: string | undefined;
  /** `connect` is the transport's business; the engine watches over the rest. */
  readonly timeouts: Timeouts;
  /** Call it at every sign of life of the answer: the first opens gates, each one restarts the idle timeout. */
  progress(): void;
  /** Give it the headers of a good answer, if you have them: limits are read from them, so that calls are paced. */
  observe?(headers: unknown): void;
}

/** A whole answer of a provider. */
export interface ProviderReply {
  readonly text: string;
  readonly toolCalls?: readonly ToolCall[];
  readonly reasoning?: string | undefined;
  readonly usage: Usage;
  readonly finishReason: FinishReason;
  readonly raw: unknown;
}

/** What a provider's stream yields; `finish` comes once, last, and only after a proper end. */
export type ProviderStreamPart =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | { readonly type: 'tool-call'; readonly toolCall: ToolCall }
  | { readonly type: 'finish'; readonly finishReason: FinishReason; readonly usage: Usage; readonly raw: unknown };

/**
 * A provider: an adapter over its SDK and its knowledge of errors. It sends exactly one request per call, never
 * retries. It throws an {@link AttemptFailure} (or anything else, which is classified as it is), the reason of its signal
 * after an abort, and a `SetupError` where nothing can be sent at all, such as without its SDK.
 */
export interface Provider {
  /** The prefix of its models. */
  readonly name: string;
  /** Its rules, for the classifier. */
  readonly errors: ErrorKnowledge;
  /** At least one; {@link NO_KEY} where none is needed. */
  readonly keys: readonly ApiKey[];
  /** `false` where another key changes nothing, as through a local daemon that signs with its own. */
  readonly rotatesKeys: boolean;
  /** Whether `chat()` streams below, so that `firstToken` and `idle` apply to it and not `answer`. */
  readonly streamsChat: boolean;
  /** Those that the user set on this provider; they win over the client's. */
  readonly timeouts: TimeoutOptions;
  /** Where nobody set anything, in place of the library's. */
  readonly defaultTimeouts?: TimeoutOptions;
  /**
   * Whether it runs on this machine: where nobody listens there, only a person helps, and all who wait are told as soon
   * as the attempts of one call are used. @default false
   */
  readonly isLocal?: boolean;
  readonly policies: Policies;
  /** How many requests may be under way at the same time. */
  readonly concurrency: number | undefined;
  /** The same where nobody set anything, in place of the library's. */
  readonly defaultConcurrency?: number;
  /** Limits that are known beforehand; they win over the client's. */
  readonly limits?: LimitOptions | undefined;
  /** Which tokens its limits on tokens count. @default 'input-and-output' */
  readonly countedTokens?: CountedTokens;
  /** How it charges, for a ledger. */
  readonly pricing?: ProviderPricing;
  /**
   * Loads what the provider needs before it can send, such as its SDK: that takes a while at the first time, and is no
   * time of an answer. Called before each attempt, ahead of its timeouts; without effect once it is done. Sends nothing.
   * @throws SetupError (by rejecting) where nothing can be sent
   */
  prepare?(): Promise<void>;
  /**
   * What of a request this provider has no way to express, a sentence each that says what to do instead; `[]` where it
   * can be sent. Asked before anything is sent, of the fallbacks' providers, too. Left out: everything is sent.
   */
  problemsOf?(request: ProviderRequest): readonly string[];
  chat(request: ProviderRequest, attempt: AttemptContext): Promise<ProviderReply>;
  stream(request: ProviderRequest, attempt: AttemptContext): AsyncIterable<ProviderStreamPart>;
  /** Vectors for texts. Left out where the provider has none: `client.embed()` says so then. */
  embed?(request: ProviderEmbedRequest, attempt: AttemptContext): Promise<ProviderEmbedReply>;
  /** What one request of {@link embed} may hold. @default 96 texts */
  readonly embedLimits?: EmbedLimits;
  /** One page of its models, the first one without `page`. Left out where it has no list. */
  listModels?(page: string | undefined, attempt: AttemptContext): Promise<ProviderModelPage>;
  /**
   * Whether every model that can be asked stands in its list, or is told by {@link showModel}. Not so where callers ask
   * deployments under names of their own: then a name that is not there proves nothing.
   * @default true
   */
  readonly listIsComplete?: boolean;
  /** What it tells of one model, without running it. Left out where it can't. */
  showModel?(model: string, attempt: AttemptContext): Promise<ProviderModel>;
  /** Frees sockets. */
  close(): Promise<void>;
}
