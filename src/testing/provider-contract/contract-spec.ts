import type { Provider } from '../../core/provider.js';
import type { FinishReason, Usage } from '../../core/reply.js';
import type { ScriptedRequest } from '../scripted-server.js';

/** An answer as the provider's server sends it. */
export interface WireAnswer {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What is written, one piece a packet. */
  readonly pieces: readonly string[];
}

/** A good answer in the provider's own form. */
export interface WireText {
  /** The text, in the pieces in which a stream brings it. */
  readonly texts: readonly string[];
  readonly finishReason: FinishReason;
  /** What the model thinks before; only of providers with `content`. */
  readonly reasoning?: string;
  /** What the model asks the program to do; only of providers with `content`. A stream brings them after the texts. */
  readonly toolCalls?: readonly WireToolCall[];
}

/** A call of a tool in an answer. */
export interface WireToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a request said, read back from the wire. */
export interface ReadRequest {
  readonly model: unknown;
  readonly key: unknown;
  readonly system: unknown;
  /** The texts of the other messages, in their order. */
  readonly texts: readonly unknown[];
  readonly temperature: unknown;
  readonly topP: unknown;
  readonly maxOutputTokens: unknown;
  readonly stop: unknown;
  /** Whether JSON was asked for. */
  readonly json: boolean;
}

/** What a request said beside its texts, read back from the wire. */
export interface ReadContent {
  /** In base64. */
  readonly images: readonly unknown[];
  readonly schema: unknown;
  readonly tools: readonly { readonly name: unknown; readonly description: unknown; readonly parameters: unknown }[];
  /** The calls in messages of the model. */
  readonly toolCalls: readonly { readonly name: unknown; readonly arguments: unknown }[];
  /** The results of tools. */
  readonly toolResults: readonly unknown[];
  readonly seed: unknown;
  /** How hard the model should think, in the provider's own word or number. */
  readonly reasoning: unknown;
}

/** How a provider speaks of what is more than text. */
export interface ContractContent {
  /** Reads a request of the provider back. */
  read(request: ScriptedRequest): ReadContent;
  /** What `reasoning: { effort: 'low' }` becomes. */
  readonly lowEffort: unknown;
}

/** All that the contract suite must know of a provider. */
export interface ProviderContractSpec {
  /** What the tests call it. */
  readonly name: string;
  /** Makes the provider of a server at `url`, with one key and with the header `x-contract: yes`. */
  create(server: { readonly url: string; readonly key: string }): Provider;
  /** Reads a request of the provider back. */
  read(request: ScriptedRequest): ReadRequest;
  /** A whole answer to `chat()`, and the same as a stream. Both tell the usage in {@link usage}. */
  answer(text: WireText): WireAnswer;
  streamed(text: WireText): WireAnswer;
  /** What the answers' usage is mapped to. */
  readonly usage: Usage;
  /** The finish reasons that the provider can tell. All but `content-filter` are those of a reply. */
  readonly finishReasons: readonly FinishReason[];
  /** A failed status; `message` stands in its body. */
  refusal(message: string): WireAnswer;
  /** What is written after good pieces of a stream to tell of an error; `message` stands in it. */
  errorInStream(message: string): string;
  /** A 200 whose body is an error. `undefined` where streams are the only answers. */
  errorInAnswer(message: string): WireAnswer;
  /**
   * `'own'`: requests go through the library's own transport, so failures hold the raw status, headers and body,
   * redirects are refused, and no connection is left after an abort. `'sdk'`: through what the SDK brings along.
   */
  readonly transport: 'own' | 'sdk';
  /** Where the provider has `embed()`. */
  readonly embeddings?: {
    /** An answer that holds these vectors. */
    answer(vectors: readonly (readonly number[])[]): WireAnswer;
    /** Reads a request for vectors back. */
    read(request: ScriptedRequest): {
      readonly model: unknown;
      readonly key: unknown;
      readonly texts: readonly unknown[];
      readonly dimensions: unknown;
    };
  };
  /** Where the provider has `listModels()`. */
  readonly models?: {
    /** The only page of a list of these models. */
    answer(names: readonly string[]): WireAnswer;
  };
  /** Images, tools, schemas, seeds and thoughts; left out, their tests are left out, too. */
  readonly content?: ContractContent;
}
