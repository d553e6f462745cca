import type { Usage } from './reply.js';

/** What can be seen of an HTTP answer: enough to classify it. */
export interface ResponseLike {
  readonly status: number;
  /** `Headers`, or an object with names in any case. */
  readonly headers?: unknown;
  /** The text as on the wire, or the parsed body. */
  readonly body?: unknown;
}

/**
 * What an adapter throws when an attempt failed: the failure as it should be classified (the raw response where there
 * was one, since SDKs lose headers and bodies), and what the SDK threw as `cause`.
 * @internal
 */
export class AttemptFailure extends Error {
  override readonly name = 'AttemptFailure';
  /** Handed to the classifier: a {@link ResponseLike}, a thrown value, or a text. */
  readonly failure: unknown;

  /** The tokens that were used for it all the same, where the provider told. */
  usage: Usage | undefined;

  constructor(failure: unknown, cause: unknown = failure, usage?: Usage) {
    super('The attempt failed.', { cause });
    this.failure = failure;
    this.usage = usage;
  }

  /** Says which tokens were used for it all the same. */
  charged(usage: Usage): this {
    this.usage ??= usage;
    return this;
  }
}
