import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Embedding, ProviderEmbedReply, ProviderEmbedRequest } from '../../core/embed.js';
import type { Provider } from '../../core/provider.js';
import type { UsageContent } from '../../core/usage-recorder.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';
import type { AnswerFacts, CallFacts, Operation, OperationContext, Watching } from '../operations/operation.js';
import { providerOf } from '../operations/provider-of.js';

/** What a batch became, and with which key. */
export interface EmbeddedBatch {
  readonly reply: ProviderEmbedReply;
  readonly keyId: string | undefined;
}

/** How long the vectors must be: what was asked for, else what the first batch had. */
export interface VectorLength {
  value: number | undefined;
}

/** One batch of texts. */
export class EmbedOperation implements Operation<ProviderEmbedReply, EmbeddedBatch> {
  readonly #request: Omit<ProviderEmbedRequest, 'model'>;
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #length: VectorLength;
  readonly size: RequestSize;

  constructor(
    request: Omit<ProviderEmbedRequest, 'model'>,
    of: { readonly providers: ReadonlyMap<string, Provider>; readonly length: VectorLength },
  ) {
    this.#request = request;
    this.#providers = of.providers;
    this.#length = of.length;
    this.size = { characters: request.input.reduce((sum, text) => sum + text.length, 0), maxOutputTokens: 0 };
  }

  watching(): Watching {
    return 'answer';
  }

  async attempt({ destination, key, signal, timeouts, watch, observe }: OperationContext): Promise<ProviderEmbedReply> {
    const provider = providerOf(this.#providers, destination.handle.name);
    if (provider.embed === undefined) throw new TypeError(`The provider \`${provider.name}\` has no embed().`);
    const request = { ...this.#request, model: destination.model };
    const reply = await provider.embed(request, { signal, key, timeouts, progress: watch.progress, observe });
    checkReply(reply, { count: request.input.length, length: this.#length.value });
    this.#length.value ??= reply.embeddings[0]?.length;
    return reply;
  }

  facts({ usage }: ProviderEmbedReply): AnswerFacts {
    return { usage, finishReason: undefined };
  }

  content(): UsageContent {
    const messages = this.#request.input.map((content) => ({ role: 'user', content }));
    return { messages, maxOutputTokens: 0, text: '' };
  }

  finish(reply: ProviderEmbedReply, { keyId }: CallFacts): EmbeddedBatch {
    return { reply, keyId };
  }

  hasHandedOut(): boolean {
    return false;
  }

  restart(): void {
    // Nothing was handed out.
  }
}

/** A vector at the wrong place, or of another length, would spoil an index in silence. */
function checkReply(
  reply: unknown,
  expected: { readonly count: number; readonly length: number | undefined },
): asserts reply is ProviderEmbedReply {
  const { embeddings, usage } = (reply ?? {}) as Partial<ProviderEmbedReply>;
  if (!Array.isArray(embeddings) || typeof usage !== 'object') throw fault('The provider gave no vectors.');
  if (embeddings.length !== expected.count) {
    throw fault(`The answer holds ${embeddings.length} vectors for ${expected.count} texts.`);
  }
  let length = expected.length;
  for (const [index, vector] of (embeddings as readonly Embedding[]).entries()) {
    if (!Array.isArray(vector) || vector.length === 0) throw fault(`Vector ${index + 1} of the answer is empty.`);
    length ??= vector.length;
    if (vector.length !== length) {
      throw fault(`Vector ${index + 1} of the answer has ${vector.length} numbers where ${length} are expected.`);
    }
    if (!vector.every(Number.isFinite))
      throw fault(`Vector ${index + 1} of the answer holds something else than numbers.`);
  }
}

function fault(message: string): AttemptFailure {
  return new AttemptFailure({ name: 'AnswerFault', message, code: 'UNREADABLE_ANSWER', status: 200 });
}
