import { AttemptFailure, type ResponseLike } from '../../core/attempt-failure.js';
import type { Usage } from '../../core/reply.js';
import type { AnswerShape, AnswerSigns, ChoiceSign } from '../../core/wire.js';
import { createEventSplitter, type EventSplitter } from '../../transport/answers/event-splitter.js';
import { answerFault } from '../../transport/answers/answer-fault.js';
import { isJson } from '../../transport/answers/json-text.js';

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
  /** Of several answers to one request: which began, and whether they ended. */
  #ends: Map<number, boolean> | undefined;
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
    return this.#isLast || (this.#end !== undefined && this.#haveAllEnded());
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
    const isCutFarewell = this.isComplete && this.#shape.hasFarewell === true && !rest.every(isReadable);
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
    const { hasContent, end, choices, isLast, error, usage } = this.#shape.read(value);
    if (error !== undefined) throw new AttemptFailure({ ...this.#response, body: error });
    if (choices !== undefined) this.#follow(choices);
    else if (this.#ends !== undefined && (hasContent || end !== undefined)) {
      this.#follow([{ index: 0, hasEnded: end !== undefined }]);
    }
    this.#hasContent ||= hasContent;
    this.#end = end ?? this.#end;
    this.#isLast ||= isLast === true;
    if (usage !== undefined) this.#usage = { ...this.#usage, ...usage };
    return hasContent;
  }

  /** Until another than the first of several answers comes, nobody counts them. */
  #follow(choices: readonly ChoiceSign[]): void {
    this.#ends ??= new Map(this.#hasContent ? [[0, this.#end !== undefined]] : []);
    for (const { index, hasEnded } of choices) this.#ends.set(index, hasEnded || this.#ends.get(index) === true);
  }

  #haveAllEnded(): boolean {
    return this.#ends === undefined || [...this.#ends.values()].every(Boolean);
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
