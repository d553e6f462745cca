import { AttemptFailure, type ResponseLike } from '../../core/attempt-failure.js';
import type { Usage } from '../../core/reply.js';
import type { AnswerShape, AnswerSigns } from '../../core/wire.js';
import { createEventSplitter, type EventSplitter } from '../../transport/event-splitter.js';
import { answerFault } from '../../transport/answer-fault.js';
import { isJson } from '../../transport/json-text.js';

/** The end of a stream that needs no more than these letters: chat completions and their like. */
const DONE = '[DONE]';

const NO_EVENTS: readonly string[] = [];

/** Reads an answer as it passes, and throws where it is none. */
export class AnswerJudge {
  readonly #shape: AnswerShape;
  readonly #response: Omit<ResponseLike, 'body'>;
  /** Only of a stream. */
  #splitter: EventSplitter | undefined;
  #hasContent = false;
  #end: AnswerSigns['end'];
  #isLast = false;
  #usage: Usage = {};

  constructor(shape: AnswerShape, response: Omit<ResponseLike, 'body'>) {
    this.#shape = shape;
    this.#response = response;
  }

  /** Something of the answer was there: from here on it can be handed over. */
  get hasContent(): boolean {
    return this.#hasContent;
  }

  /** The proper end was there, and nothing follows but the end of the connection. */
  get isLast(): boolean {
    return this.#isLast;
  }

  /** A proper end was there. */
  get isComplete(): boolean {
    return this.#isLast || this.#end !== undefined;
  }

  get usage(): Usage {
    return this.#usage;
  }

  /**
   * The next bytes of a streamed answer.
   * @returns whether they brought anything of it
   * @throws AttemptFailure where they hold an error, or rubbish
   */
  push(chunk: Uint8Array): boolean {
    this.#splitter ??= createEventSplitter(this.#shape.framing);
    return this.#readAll(this.#splitter.push(chunk));
  }

  /**
   * The stream has ended.
   * @throws AttemptFailure where that was no proper end
   */
  finish(): void {
    const rest = this.#splitter?.end() ?? NO_EVENTS;
    // What was cut off in the middle is no event, as SDKs see it, too; of an answer that is not whole it tells more.
    const isCutFarewell = this.#end !== undefined && this.#shape.hasFarewell === true && !rest.every(isReadable);
    if (!isCutFarewell) this.#readAll(rest);
    if (!this.isComplete) throw answerFault('STREAM_WITHOUT_END', 'The stream ended without its end.');
    this.#assertContent();
  }

  /**
   * A whole answer.
   * @returns what its JSON says, which need not be parsed once more
   * @throws AttemptFailure where it is none
   */
  whole(text: string): unknown {
    const value = this.#parse(text);
    this.#take(value);
    this.#end ??= 'stop';
    this.#assertContent();
    return value;
  }

  /** Told the end already: throws where it is the end of nothing. */
  #assertContent(): void {
    if (!this.#hasContent && this.#end !== 'told') throw answerFault('EMPTY_ANSWER', 'The answer has no content.');
  }

  #readAll(events: readonly string[]): boolean {
    let brought = false;
    for (const event of events) brought = this.#read(event) || brought;
    if (this.#isLast) this.#assertContent();
    return brought;
  }

  #read(text: string): boolean {
    if (text.trim() === DONE) {
      this.#isLast = true;
      return false;
    }
    return this.#take(this.#parse(text));
  }

  #take(value: unknown): boolean {
    const { hasContent, end, isLast, error, usage } = this.#shape.read(value);
    if (error !== undefined) throw new AttemptFailure({ ...this.#response, body: error });
    this.#hasContent ||= hasContent;
    this.#end = end ?? this.#end;
    this.#isLast ||= isLast === true;
    if (usage !== undefined) this.#usage = { ...this.#usage, ...usage };
    return hasContent;
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      // A server that falls over writes its error into the stream as it is.
      if (/"error"\s*:/.test(text)) throw new AttemptFailure({ ...this.#response, body: text });
      throw answerFault('UNREADABLE_ANSWER', 'The answer is no JSON: it was cut or garbled.', error);
    }
  }
}

function isReadable(text: string): boolean {
  return isJson(text) || text.trim() === DONE;
}
