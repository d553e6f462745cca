import { AttemptFailure } from '../core/attempt-failure.js';
import type { Provider, ProviderRequest, ProviderStreamPart } from '../core/provider.js';
import type { FinishPart, StreamPart } from '../core/reply.js';
import type { RequestSize } from '../limits/token-estimate.js';
import type { AnswerFacts, CallFacts, Operation, OperationContext, Watching } from './operation.js';
import type { PartChannel } from './part-channel.js';
import { emptyAnswer } from './empty-answer.js';
import { sizeOf } from './request-size.js';
import { providerOf } from './provider-of.js';

type Finish = Extract<ProviderStreamPart, { type: 'finish' }>;

/** One streamed answer: its text goes to the consumer as it comes, at the consumer's pace. */
export class StreamOperation implements Operation<Finish, FinishPart> {
  readonly #request: ProviderRequest;
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #channel: PartChannel<StreamPart>;
  #hasHandedOut = false;

  constructor(
    request: ProviderRequest,
    to: { readonly providers: ReadonlyMap<string, Provider>; readonly channel: PartChannel<StreamPart> },
  ) {
    this.#request = request;
    this.#providers = to.providers;
    this.#channel = to.channel;
  }

  get size(): RequestSize {
    return sizeOf(this.#request);
  }

  watching(): Watching {
    return 'stream';
  }

  async attempt({ destination, key, signal, timeouts, watch, observe }: OperationContext): Promise<Finish> {
    const provider = providerOf(this.#providers, destination.handle.name);
    const parts = provider.stream(
      { ...this.#request, model: destination.model },
      { signal, key, timeouts, progress: watch.progress, observe },
    );
    let hasText = false;
    for await (const part of parts) {
      if (signal.aborted) break;
      if (part.type === 'finish') {
        if (!hasText && part.finishReason !== 'tool-calls') throw emptyAnswer();
        return part;
      }
      if (part.text === '') continue;
      hasText = true;
      watch.progress();
      await this.#handOut(part.text, watch);
    }
    throw new AttemptFailure({
      name: 'Error',
      message: 'The stream ended without its end.',
      code: 'STREAM_WITHOUT_END',
    });
  }

  facts({ usage, finishReason }: Finish): AnswerFacts {
    return { usage, finishReason };
  }

  finish({ usage, finishReason, raw }: Finish, { destination, keyId, attempts }: CallFacts): FinishPart {
    return {
      type: 'finish',
      finishReason,
      usage,
      provider: destination.handle.name,
      model: destination.model,
      keyId,
      attempts,
      raw,
    };
  }

  hasHandedOut(): boolean {
    return this.#hasHandedOut;
  }

  restart(): void {
    this.#hasHandedOut = false;
    this.#channel.note({ type: 'stream-restart' });
  }

  async #handOut(text: string, watch: OperationContext['watch']): Promise<void> {
    this.#hasHandedOut = true;
    watch.pause();
    await this.#channel.push({ type: 'text-delta', text });
    watch.resume();
  }
}
