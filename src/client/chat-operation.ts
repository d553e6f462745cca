import { AttemptFailure } from '../core/attempt-failure.js';
import type { Provider, ProviderReply, ProviderRequest } from '../core/provider.js';
import type { ChatReply } from '../core/reply.js';
import type { RequestSize } from '../limits/token-estimate.js';
import type { AnswerFacts, CallFacts, Destination, Operation, OperationContext, Watching } from './operation.js';
import { emptyAnswer } from './empty-answer.js';
import { sizeOf } from './request-size.js';
import { providerOf } from './provider-of.js';

/** An answer, and what `output` made of it. */
interface ChatAnswer {
  readonly reply: ProviderReply;
  readonly output: unknown;
}

/** One whole answer. A class: ten thousand calls that wait share its methods. */
export class ChatOperation implements Operation<ChatAnswer, ChatReply> {
  readonly #request: ProviderRequest;
  readonly #providers: ReadonlyMap<string, Provider>;

  constructor(request: ProviderRequest, providers: ReadonlyMap<string, Provider>) {
    this.#request = request;
    this.#providers = providers;
  }

  get size(): RequestSize {
    return sizeOf(this.#request);
  }

  watching({ handle }: Destination): Watching {
    return providerOf(this.#providers, handle.name).streamsChat ? 'stream' : 'answer';
  }

  async attempt({ destination, key, signal, timeouts, watch, observe }: OperationContext): Promise<ChatAnswer> {
    const provider = providerOf(this.#providers, destination.handle.name);
    const reply = await provider.chat(
      { ...this.#request, model: destination.model },
      { signal, key, timeouts, progress: watch.progress, observe },
    );
    checkReply(reply);
    return { reply, output: this.#request.output === 'json' ? parseOutput(reply) : undefined };
  }

  facts({ reply }: ChatAnswer): AnswerFacts {
    return { usage: reply.usage, finishReason: reply.finishReason };
  }

  finish({ reply, output }: ChatAnswer, { destination, keyId, attempts }: CallFacts): ChatReply {
    return {
      text: reply.text,
      ...(this.#request.output === undefined ? {} : { output }),
      usage: reply.usage,
      finishReason: reply.finishReason,
      provider: destination.handle.name,
      model: destination.model,
      keyId,
      attempts,
      raw: reply.raw,
    };
  }

  hasHandedOut(): boolean {
    return false;
  }

  restart(): void {
    // Nothing was handed out.
  }
}

/** A provider of the user's own may break its contract; an empty text passed on as an answer would be a lie. */
function checkReply(reply: unknown): asserts reply is ProviderReply {
  const { text, finishReason, usage } = (reply ?? {}) as Partial<ProviderReply>;
  if (typeof text !== 'string' || typeof usage !== 'object') {
    throw new AttemptFailure({ name: 'Error', message: 'The provider gave no reply.', code: 'UNREADABLE_ANSWER' });
  }
  if (text === '' && finishReason !== 'tool-calls') throw emptyAnswer();
}

/** JSON that does not parse is no answer; JSON that was cut at the maximum output never will be one. */
function parseOutput({ text, finishReason }: ProviderReply): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = finishReason === 'length' ? 'was cut at its maximum output' : 'does not parse';
    const failure = { name: 'Error', message: `The answer should be JSON and ${why}.`, code: 'UNREADABLE_ANSWER' };
    throw new AttemptFailure(failure, cause);
  }
}
