import { AttemptFailure, type ResponseLike } from '../../core/attempt-failure.js';
import type { FailureCode } from '../../core/failure-codes.js';
import { answerFault } from './answer-fault.js';
import { endedBy, type AttemptEnd } from '../http/attempt-end.js';
import { isOfWrongType, type AnswerFormat } from './answer-format.js';
import { readerOf } from '../http/byte-reader.js';
import { LONGEST_FAILURE_BYTES, readBoundedText } from './bounded-text.js';
import { failedCopy } from './failed-copy.js';
import type { HttpTransport } from '../http/http-transport.js';
import { JsonLines } from './json-lines.js';
import { WholeAnswer, type OpenAnswer } from './open-answer.js';
import { failureBehind } from './failure-behind.js';
import { isBrokenJson, isJson } from './json-text.js';
import { changeHeaders, type HeaderChanges } from '../http/request-headers.js';
import { ERROR_KEY, StreamTail } from './stream-tail.js';
import { tapBody } from './tapped-body.js';

/** How one attempt is sent. */
export interface CaptureOptions {
  readonly transport: HttpTransport;
  readonly attempt: AttemptEnd;
  readonly connectTimeoutMs: number | false;
  /** Set over those of the SDK, the key among them: the SDK itself never knows it. */
  readonly headers: HeaderChanges;
  /** `readLines()` gives what comes as JSON lines. */
  readonly format: AnswerFormat;
  /** Gets the headers of a good answer. */
  readonly onHeaders?: ((headers: Headers) => void) | undefined;
}

// An answer's own line feeds are escaped.
const DONE_EVENT = /^data: ?\[DONE\]\s*$/m;

/**
 * One attempt over an SDK: its `fetch` sends at most one request, and remembers of the answer what an SDK loses. A good
 * answer passes as it is; of a failed one the SDK gets a copy, so that what it throws can be the `cause`.
 */
export class ResponseCapture {
  readonly #options: CaptureOptions;
  /** Of a stream. */
  #tail: StreamTail | undefined;
  #lines: JsonLines | undefined;
  #sent = false;
  #wasAskedAgain = false;
  #response: { readonly status: number; readonly headers: Headers } | undefined;
  /** The whole body: of a failed answer, or of a JSON answer once the SDK has read it. */
  #body: string | undefined;
  /** The answer is none, whatever the SDK makes of it. */
  #refused = false;
  #transportError: { readonly error: unknown } | undefined;
  /**
   * What holds the socket. An object, and no closure over the answer: V8 would keep every answer with such a closure, and
   * all of its call, until the next full collection.
   */
  #open: OpenAnswer | undefined;

  constructor(options: CaptureOptions) {
    this.#options = options;
  }

  /** Whether the SDK used our `fetch`. */
  get sent(): boolean {
    return this.#sent;
  }

  /** For the SDK, in place of the global `fetch`. No async function: its frame would stand around each request. */
  readonly fetch = (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    if (this.#sent) {
      this.#wasAskedAgain = true;
      return Promise.reject(new Error('An attempt sends one request, and no second one.'));
    }
    this.#sent = true;
    try {
      return this.#send(input, init).then(
        (response) => this.#receive(response),
        (error: unknown) => this.#fail(error),
      );
    } catch (error) {
      return this.#fail(error);
    }
  };

  /**
   * For an SDK that wanted to go on by itself after a JSON answer, and lost that as it was not let to: sends nothing, and
   * gives the answer again. `undefined` where it lost none.
   */
  replay(): Pick<ResponseCapture, 'fetch'> | undefined {
    const body = this.#body;
    if (!this.#wasAskedAgain || body === undefined) return undefined;
    return { fetch: () => Promise.resolve(new Response(body, this.#response)) };
  }

  /** The raw answer with another body in place of its own, such as the part of a stream that matters. */
  response(body: unknown = this.#body): ResponseLike {
    return { status: this.#response?.status ?? 0, headers: this.#response?.headers, body };
  }

  /** A failed attempt whose raw answer tells what it is. */
  responseFailure(body?: unknown): AttemptFailure {
    return new AttemptFailure(body === undefined ? this.response() : this.response(body));
  }

  /** The error that the answer holds in spite of its status, as it was on the wire. */
  error(): string | undefined {
    if (this.#options.format !== 'json') return this.#tail?.error();
    return this.#body !== undefined && ERROR_KEY.test(this.#body) ? this.#body : undefined;
  }

  /** For an answer without the content it should have: its own error, where it holds one. */
  failureInsteadOf(code: FailureCode, message: string): AttemptFailure {
    const error = this.error();
    return error === undefined ? answerFault(code, message) : this.responseFailure(error);
  }

  /** Whether the stream said that it is over: an event of its own, and not words of the answer. */
  streamedDone(): boolean {
    return DONE_EVENT.test(this.#tail?.text() ?? '');
  }

  /** Throws where the answer is none although the SDK was content with it. */
  assertAnswered(): void {
    this.#throwIfEnded();
    if (this.#refused) throw this.responseFailure();
  }

  /** What to throw for what an SDK threw: the reason of an abort, else a failure that can be classified. */
  failureOf(thrown: unknown): unknown {
    const ended = endedBy(this.#options.attempt);
    if (ended !== undefined) return ended.reason;
    return failureBehind(thrown, {
      isRefused: this.#refused,
      transportError: this.#transportError,
      hasAnswer: this.#response !== undefined,
      body: this.#body,
      errorInStream: () => this.#tail?.error(),
      response: (body) => this.response(body),
    });
  }

  /**
   * The next lines of a JSON lines answer, as the packets bring them; `undefined` at its end. No SDK may read beside it.
   * @throws an answerFault in place of a packet with a line that is no JSON
   */
  readLines(): Promise<readonly unknown[] | undefined> {
    return this.#lines?.read() ?? Promise.resolve(undefined);
  }

  /** The answer is whole, though its stream may not have ended: frees the socket for the next request. */
  finish(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open?.drain !== undefined) open.drain();
    else open?.release();
  }

  /** Frees the socket. Call it at the end of every attempt; without effect after a whole answer. */
  release(): void {
    this.#open?.release();
  }

  #send(input: string | URL | Request, init: RequestInit): Promise<Response> {
    const { transport, attempt, connectTimeoutMs, headers } = this.#options;
    return transport.fetch(typeof input === 'object' && 'url' in input ? input.url : String(input), {
      method: init.method?.toUpperCase() ?? 'GET',
      headers: changeHeaders(init.headers, headers),
      body: typeof init.body === 'string' ? init.body : undefined,
      // Not the signal of the SDK: it is for the attempt to end it, with its reason, and for nobody else.
      end: attempt,
      connectTimeoutMs,
    });
  }

  #fail(error: unknown): Promise<never> {
    this.#transportError = { error };
    return Promise.reject(error);
  }

  #receive(response: Response): Response | Promise<Response> {
    this.#response = { status: response.status, headers: response.headers };
    if (!response.ok || isOfWrongType(this.#options.format, response.headers.get('content-type') ?? ''))
      return this.#refuse(response);
    this.#options.onHeaders?.(response.headers);
    switch (this.#options.format) {
      case 'json':
        return this.#rememberText(response);
      case 'sse':
        return this.#tapStream(response);
      case 'ndjson':
        return this.#openLines(response);
    }
    return this.#options.format satisfies never;
  }

  async #refuse(response: Response): Promise<Response> {
    let broken: { readonly error: unknown } | undefined;
    const text = await readBoundedText(response, LONGEST_FAILURE_BYTES, (error) => (broken = { error }));
    this.#throwIfEnded();
    // The connection broke in the middle of an answer that says nothing of an error.
    if (broken !== undefined && response.ok && (text === '' || isBrokenJson(text))) return this.#fail(broken.error);
    this.#body = text;
    // Some servers send good JSON under a wrong type.
    this.#refused = !(response.ok && this.#options.format === 'json' && isJson(text));
    return failedCopy(response, text);
  }

  /** The original, but for its readers: they leave the text with us, by reference. No async functions, as above. */
  #rememberText(response: Response): Response {
    const readText = response.text.bind(response);
    const text = (): Promise<string> => readText().then((body) => this.#keep(body), this.#noteTransportError);
    const json = (): Promise<unknown> =>
      readText().then((body) => JSON.parse(this.#keep(body)) as unknown, this.#noteTransportError);
    this.#open = new WholeAnswer(response);
    // Assigned, not defined: that costs a third.
    return Object.assign(response, { text, json });
  }

  #keep(body: string): string {
    return (this.#body = body);
  }

  #throwIfEnded(): void {
    const ended = endedBy(this.#options.attempt);
    if (ended !== undefined) throw ended.reason;
  }

  #tapStream(response: Response): Response {
    if (response.body === null) return response;
    const tail = (this.#tail = new StreamTail());
    this.#open = tapBody(response.body, {
      onChunk: (chunk) => tail.push(chunk),
      onError: (error) => {
        this.#transportError = { error };
      },
    });
    return response;
  }

  #openLines(response: Response): Response {
    const reader = readerOf(response);
    if (reader === undefined) return response;
    const tail = (this.#tail = new StreamTail());
    this.#open = this.#lines = new JsonLines(reader, {
      onChunk: (chunk) => tail.push(chunk),
      onError: this.#noteTransportError,
      refuse: refuseLine,
    });
    return response;
  }

  readonly #noteTransportError = (error: unknown): never => {
    this.#transportError = { error };
    throw error;
  };
}

function refuseLine(): Error {
  return answerFault('UNREADABLE_ANSWER', 'A line of the stream is no JSON: it was cut or garbled.');
}
