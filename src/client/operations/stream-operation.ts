import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Provider, ProviderStreamPart } from '../../core/provider.js';
import type { FinishPart, StreamPart } from '../../core/reply.js';
import type { ToolCall } from '../../core/tools.js';
import type { PreparedRequest } from '../content/prepare-request.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';
import type { UsageContent } from '../../core/usage-recorder.js';
import type { AnswerFacts, CallFacts, Operation, OperationContext, Watching } from './operation.js';
import type { PartChannel } from './part-channel.js';
import { charge } from './charge.js';
import { emptyAnswer } from './empty-answer.js';
import { sizeOf } from './request-size.js';
import { providerOf } from './provider-of.js';

type Finish = Extract<ProviderStreamPart, { type: 'finish' }>;

/** What came of an answer. */
interface Collected {
  text: string;
  reasoning: string;
  readonly toolCalls: ToolCall[];
}

/** The end of an answer, and what came before it. */
interface StreamAnswer extends Collected {
  readonly end: Finish;
  readonly output: unknown;
}

/** One streamed answer: its text goes to the consumer as it comes, at the consumer's pace. */
export class StreamOperation implements Operation<StreamAnswer, FinishPart> {
  readonly #prepared: PreparedRequest;
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #channel: PartChannel<StreamPart>;
  /** Thoughts are no part of the answer: a stream that broke after them begins again like one that broke before. */
  #handedOut: 'nothing' | 'thoughts' | 'answer' = 'nothing';
  /** Of the attempt that is under way: what of the answer came so far. */
  #text = '';

  constructor(
    prepared: PreparedRequest,
    to: { readonly providers: ReadonlyMap<string, Provider>; readonly channel: PartChannel<StreamPart> },
  ) {
    this.#prepared = prepared;
    this.#providers = to.providers;
    this.#channel = to.channel;
  }

  get size(): RequestSize {
    return sizeOf(this.#prepared.request);
  }

  watching(): Watching {
    return 'stream';
  }

  async attempt({ destination, key, signal, timeouts, watch, observe }: OperationContext): Promise<StreamAnswer> {
    if (this.#handedOut === 'thoughts') this.restart();
    const provider = providerOf(this.#providers, destination.handle.name);
    const parts = provider.stream(
      { ...this.#prepared.request, model: destination.model },
      { signal, key, timeouts, progress: watch.progress, observe },
    );
    this.#text = '';
    const collected: Collected = { text: '', reasoning: '', toolCalls: [] };
    for await (const part of parts) {
      if (signal.aborted) break;
      if (part.type === 'finish') return this.#finished(part, collected);
      if (part.type !== 'tool-call' && part.text === '') continue;
      watch.progress();
      this.#collect(part, collected);
      watch.pause();
      await this.#channel.push(part);
      watch.resume();
    }
    throw new AttemptFailure({
      name: 'Error',
      message: 'The stream ended without its end.',
      code: 'STREAM_WITHOUT_END',
    });
  }

  facts({ end }: StreamAnswer): AnswerFacts {
    return { usage: end.usage, finishReason: end.finishReason };
  }

  content(): UsageContent {
    const { messages, maxOutputTokens } = this.#prepared.request;
    return { messages, maxOutputTokens, text: this.#text };
  }

  finish({ end, output, toolCalls, reasoning }: StreamAnswer, { destination, keyId, attempts }: CallFacts): FinishPart {
    return {
      type: 'finish',
      finishReason: end.finishReason,
      usage: end.usage,
      output,
      toolCalls,
      ...(reasoning === '' ? {} : { reasoning }),
      provider: destination.handle.name,
      model: destination.model,
      keyId,
      attempts,
      raw: end.raw,
    };
  }

  hasHandedOut(): boolean {
    return this.#handedOut === 'answer';
  }

  restart(): void {
    this.#handedOut = 'nothing';
    this.#channel.note({ type: 'stream-restart' });
  }

  #collect(part: Exclude<ProviderStreamPart, Finish>, collected: Collected): void {
    switch (part.type) {
      case 'text-delta':
        this.#handedOut = 'answer';
        this.#text += part.text;
        // Only who checks the whole needs it.
        if (this.#prepared.outputCheck !== undefined || collected.text === '') collected.text += part.text;
        return;
      case 'reasoning-delta':
        if (this.#handedOut === 'nothing') this.#handedOut = 'thoughts';
        collected.reasoning += part.text;
        return;
      case 'tool-call':
        this.#handedOut = 'answer';
        collected.toolCalls.push(part.toolCall);
        return;
      default:
        part satisfies never;
    }
  }

  async #finished(end: Finish, collected: Collected): Promise<StreamAnswer> {
    const { text, toolCalls } = collected;
    const { outputCheck } = this.#prepared;
    const callsTools = toolCalls.length > 0 || (end.finishReason === 'tool-calls' && text === '');
    if (text === '' && !callsTools) throw emptyAnswer(end);
    const isAnswer = outputCheck !== undefined && !callsTools;
    const output = isAnswer
      ? await charge(outputCheck.check({ text, finishReason: end.finishReason }), end.usage)
      : undefined;
    return { ...collected, end, output };
  }
}
