import type { ContentPart, TextPart } from './content.js';
import type { Duration } from './duration.js';
import type { ErrorKind } from './error-kinds.js';
import type { OutputSpec } from './output.js';
import type { Policy } from './policy.js';
import type { ReasoningOptions } from './reasoning.js';
import type { TimeoutOptions } from './timeouts.js';
import type { Tool, ToolCall, ToolChoice } from './tools.js';

/** What the model is told to be and do. */
export interface SystemMessage {
  readonly role: 'system';
  readonly content: string | readonly TextPart[];
}

/** What the user says and shows. */
export interface UserMessage {
  readonly role: 'user';
  readonly content: string | readonly ContentPart[];
}

/** What the model said. */
export interface AssistantMessage {
  readonly role: 'assistant';
  /** May be left out or empty beside `toolCalls`. */
  readonly content?: string | readonly TextPart[] | undefined;
  /** As they stand on the reply. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** Its thoughts, as they stand on the reply: some models want them back with their tool calls, others never see them. */
  readonly reasoning?: string | undefined;
}

/** What a tool gave back. */
export interface ToolMessage {
  readonly role: 'tool';
  /** The `id` of the call that it answers. */
  readonly toolCallId: string;
  readonly content: string | readonly TextPart[];
}

/** One message of a conversation. */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** What to do about each kind of error; kinds that are left out keep their default. */
export type Policies = { readonly [Kind in ErrorKind]?: Policy };

/** What a stream does when it fails after its first text: throw, or start again and tell the consumer to discard. */
export type OnStreamFailure = 'fail' | 'restart';

/** Whose turn comes first where calls queue; each tenth turn is a lower one's, so that none waits for ever. */
export type Priority = 'high' | 'normal' | 'low';

/** Where a limit sends a call that could wait or go to a fallback. */
export type Preference = 'wait' | 'fallback' | 'soonest';

/** Options that one call may set; they win over the provider's, these over the client's. */
export interface CallOptions {
  /** Aborts the call at once; it rejects with `signal.reason` itself. */
  readonly signal?: AbortSignal;
  /** Handed through to the events of this call; never looked at. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** `false`: exactly one request, no wait, no switch; neither obeys nor closes gates. @default true */
  readonly retry?: boolean;
  readonly policies?: Policies;
  /** The longest time that the call may wait for quotas in all. @default '24h' */
  readonly maxWait?: Duration;
  /**
   * A single wait that would take longer ends the call with an `LlmError` whose reason is `resume-later` and whose
   * `resumeAt` tells when to make it again: for workers of job queues, which no wait is to hold. `false`: any is waited
   * for. @default false
   */
  readonly maxHold?: Duration | false;
  /** How many transient failures the call may see, the first attempt included. @default 5 */
  readonly maxAttempts?: number;
  /** Whose turn comes first where calls queue for a slot or for their time. @default 'normal' */
  readonly priority?: Priority;
  /** Calls of several groups take turns where they queue, however many of each there are, such as one a user. @default one group for all */
  readonly group?: string;
  /** Default: the client's. */
  readonly prefer?: Preference;
}

/** What every provider is asked for, in one form. */
export interface ChatRequest<
  Output extends OutputSpec | undefined = OutputSpec | undefined,
  Tools extends readonly Tool[] | undefined = readonly Tool[] | undefined,
> extends CallOptions {
  /** `prefix/name`: the prefix is the name of a provider, all before the first `/`. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Models to go to, in this order, where waiting doesn't help. Any provider's. */
  readonly fallbacks?: readonly string[];
  readonly temperature?: number;
  readonly topP?: number;
  /** The longest answer, in tokens. */
  readonly maxOutputTokens?: number;
  /** Texts at which the model stops. */
  readonly stop?: readonly string[];
  /** The same number makes the same answer likely, where the provider knows such a thing. */
  readonly seed?: number;
  /**
   * What the answer must be: `'json'`, a schema (zod 4, or any of https://standardschema.dev), or
   * `{ schema, jsonSchema, name }`. `reply.output` holds it parsed and checked; what does not fit is tried again.
   */
  readonly output?: Output;
  /** What the model may ask the program to do; its wishes are `reply.toolCalls`. */
  readonly tools?: Tools;
  /** @default 'auto' */
  readonly toolChoice?: ToolChoice;
  /** How the model thinks before it answers. */
  readonly reasoning?: ReasoningOptions;
  /** Passed to the provider's SDK as it is, over what this library sets. */
  readonly providerOptions?: Readonly<Record<string, unknown>>;
  readonly timeouts?: TimeoutOptions;
  /** @default 'fail' */
  readonly onStreamFailure?: OnStreamFailure;
}
