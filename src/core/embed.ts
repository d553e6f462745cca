import type { AttemptRecord } from './attempt.js';
import type { Usage } from './reply.js';
import type { CallOptions } from './request.js';
import type { TimeoutOptions } from './timeouts.js';

/** A list of numbers that stands for a text. */
export type Embedding = readonly number[];

/** What `client.embed()` takes. */
export interface EmbedRequest extends CallOptions {
  /** `prefix/name`, or an alias of the client's `models`. */
  readonly model: string;
  /** One text, or as many as you like: they are sent in batches of what the provider takes at once. None is empty. */
  readonly input: string | readonly string[];
  /**
   * Models to go to where waiting doesn't help. Vectors of two models can't be compared: where a call moves on, all its
   * texts are sent to the fallback, those that had their vectors already included.
   */
  readonly fallbacks?: readonly string[];
  /** How many numbers each vector has, for models that can shorten theirs. @default the model's own */
  readonly dimensions?: number;
  /** The most texts that one request holds; never more than the provider takes. @default what the provider takes */
  readonly batchSize?: number;
  /** Passed to the provider as it is, over what this library sets. */
  readonly providerOptions?: Readonly<Record<string, unknown>>;
  readonly timeouts?: TimeoutOptions;
}

/** The vectors of all texts. */
export interface EmbedReply {
  /** One for each text, in the order of the texts, all of one model and one length. */
  readonly embeddings: readonly Embedding[];
  /** The sum over all batches; a count is undefined where one of them doesn't tell. */
  readonly usage: Usage;
  /** The prefix of the provider that answered. */
  readonly provider: string;
  /** The model that answered, without its prefix. */
  readonly model: string;
  /** The label of the key of the last batch; `undefined` where there is none. */
  readonly keyId: string | undefined;
  /** Every request that was sent for this call, the failed ones included. */
  readonly attempts: readonly AttemptRecord[];
  /** The answer to each batch as the provider gave it. */
  readonly raw: readonly unknown[];
}

/** What an adapter embeds in one request: no more than its {@link EmbedLimits}, and nothing empty. */
export interface ProviderEmbedRequest extends Pick<EmbedRequest, 'model' | 'dimensions' | 'providerOptions'> {
  readonly input: readonly string[];
}

/** The vectors of one request, as the provider gave them: the engine checks their count and length. */
export interface ProviderEmbedReply {
  readonly embeddings: readonly Embedding[];
  readonly usage: Usage;
  readonly raw: unknown;
}

/** What one request for vectors may hold. */
export interface EmbedLimits {
  readonly maxInputs: number;
  /** Of UTF-8, over all texts: a token is never less than a byte. @default no limit */
  readonly maxBytes?: number;
}
