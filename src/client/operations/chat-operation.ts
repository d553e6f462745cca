import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Provider, ProviderReply } from '../../core/provider.js';
import type { ChatReply } from '../../core/reply.js';
import type { PreparedRequest } from '../content/prepare-request.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';
import type { UsageContent } from '../../core/usage-recorder.js';
import type { AnswerFacts, CallFacts, Destination, Operation, OperationContext, Watching } from './operation.js';
import { charge } from './charge.js';
import { withSignal } from './lazy-signal.js';
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
  readonly #prepared: PreparedRequest;
  readonly #providers: ReadonlyMap<string, Provider>;

  constructor(prepared: PreparedRequest, providers: ReadonlyMap<string, Provider>) {
    this.#prepared = prepared;
    this.#providers = providers;
  }

  get size(): RequestSize {
    return sizeOf(this.#prepared.request);
  }

  watching({ handle }: Destination): Watching {
    return providerOf(this.#providers, handle.name).streamsChat ? 'stream' : 'answer';
  }

  /** No async function: its frame would stand around each request. */
  attempt({ destination, key, cancellation, timeouts, watch, observe }: OperationContext): Promise<ChatAnswer> {
    const provider = providerOf(this.#providers, destination.handle.name);
    const request = { ...this.#prepared.request, model: destination.model };
    const context = withSignal({ cancellation, key, timeouts, progress: watch.progress, observe });
    const reply = provider.chat(request, context);
    return Promise.resolve(reply).then((given) => this.#check(given));
  }

  facts({ reply }: ChatAnswer): AnswerFacts {
    return { usage: reply.usage, finishReason: reply.finishReason };
  }

  content(answer: ChatAnswer | undefined): UsageContent {
    const { messages, maxOutputTokens } = this.#prepared.request;
    return { messages, maxOutputTokens, text: answer?.reply.text ?? '' };
  }

  finish({ reply, output }: ChatAnswer, { destination, keyId, attempts }: CallFacts): ChatReply {
    const { reasoning } = reply;
    const answer: ChatReply = {
      text: reply.text,
      output,
      toolCalls: reply.toolCalls ?? [],
      usage: reply.usage,
      finishReason: reply.finishReason,
      provider: destination.handle.name,
      model: destination.model,
      keyId,
      attempts,
      raw: reply.raw,
    };
    return reasoning === undefined ? answer : { ...answer, reasoning };
  }

  hasHandedOut(): boolean {
    return false;
  }

  restart(): void {
    // Nothing was handed out.
  }

  #check(reply: ProviderReply): ChatAnswer | Promise<ChatAnswer> {
    checkReply(reply);
    const { outputCheck } = this.#prepared;
    // Who calls tools has not answered yet.
    if (outputCheck === undefined || callsTools(reply)) return { reply, output: undefined };
    return charge(outputCheck.check(reply), reply.usage).then((output) => ({ reply, output }));
  }
}

/** A provider of the user's own may break its contract; an empty text passed on as an answer would be a lie. */
function checkReply(reply: unknown): asserts reply is ProviderReply {
  const { text, finishReason = 'other', usage, toolCalls = [] } = (reply ?? {}) as Partial<ProviderReply>;
  if (typeof text !== 'string' || typeof usage !== 'object') {
    throw new AttemptFailure({ name: 'Error', message: 'The provider gave no reply.', code: 'UNREADABLE_ANSWER' });
  }
  if (text === '' && finishReason !== 'tool-calls' && toolCalls.length === 0)
    throw emptyAnswer({ finishReason, usage });
}

function callsTools({ text, finishReason, toolCalls = [] }: ProviderReply): boolean {
  return toolCalls.length > 0 || (finishReason === 'tool-calls' && text === '');
}
