import type { Dispatcher } from 'undici';
import { AnswerBody } from './answer-body.js';
import { onEarlyEnd, type AttemptEnd, type Endable } from './attempt-end.js';
import type { ByteSink } from './byte-sink.js';
import { DispatchHandler, type AnswerHeaders, type RequestConnection } from './dispatch-handler.js';
import { DecodedSink, decodersOf } from './decoded-sink.js';
import { HttpAnswer } from './http-answer.js';

/** Where a request goes. */
export interface Destination {
  readonly url: string;
  readonly origin: string;
  /** With the query. */
  readonly path: string;
}

/** What is sent there. */
export interface ExchangedRequest {
  readonly method: string;
  /** Names and values in turns. */
  readonly headers: string[];
  readonly body: NonNullable<Dispatcher.DispatchOptions['body']> | null;
  readonly end: AttemptEnd;
}

/** Answers without a body. https://fetch.spec.whatwg.org/#null-body-status */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Sends one request over a dispatcher, and answers as undici's `fetch` does: whatever status came, it is an answer; what comes
 * in place of one is a `TypeError` with a cause. With that `fetch` between, a request takes about three times the processor
 * time, for redirects, caches and rules of browsers that nobody wants here.
 */
export function exchange(dispatcher: Dispatcher, to: Destination, request: ExchangedRequest): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { method, headers, body, end } = request;
    const handler = new HttpExchange({ url: to.url, method, end, resolve, reject });
    if (handler.isOver) return;
    try {
      dispatcher.dispatch({ origin: to.origin, path: to.path, method, headers, body }, handler);
    } catch (error) {
      handler.onResponseError(undefined, error);
    }
  });
}

interface ExchangeInit {
  readonly url: string;
  readonly method: string;
  readonly end: AttemptEnd;
  resolve(answer: Response): void;
  reject(error: unknown): void;
}

class HttpExchange extends DispatchHandler implements Endable {
  readonly #init: ExchangeInit;
  readonly #stopListening: (() => void) | undefined;
  #connection: RequestConnection | undefined;
  #sink: ByteSink | undefined;
  isOver = false;

  constructor(init: ExchangeInit) {
    super();
    this.#init = init;
    this.#stopListening = onEarlyEnd(init.end, this);
  }

  /** Fails the request, or the rest of its answer, with this reason. Without effect once all has come. */
  abort(reason: unknown): void {
    if (!this.#finish()) return;
    if (this.#sink === undefined) this.#init.reject(reason);
    else this.#sink.drop(reason);
    this.#connection?.abort(ABORTED);
  }

  onRequestStart(connection: RequestConnection): void {
    if (this.isOver) connection.abort(ABORTED);
    else this.#connection = connection;
  }

  onResponseStart(
    ...[connection, status, rawHeaders, statusText = '']: Parameters<DispatchHandler['onResponseStart']>
  ): void {
    // The answer itself is to come.
    if (status < 200) return;
    const { method, url, resolve } = this.#init;
    const headers = readHeaders(rawHeaders);
    const hasBody = method !== 'HEAD' && !BODILESS.has(status);
    const body = hasBody ? this.#receive(connection, headers.get('content-encoding')) : undefined;
    resolve(new HttpAnswer(body, { url, status, statusText, headers }));
  }

  onResponseData(connection: RequestConnection, chunk: Buffer): void {
    if (this.#sink?.push(chunk) === false) connection.pause();
  }

  onResponseEnd(): void {
    if (this.#finish()) this.#sink?.close();
  }

  onResponseError(_connection: unknown, error: unknown): void {
    if (!this.#finish()) return;
    if (this.#sink === undefined) this.#init.reject(new TypeError('fetch failed', { cause: error }));
    else this.#sink.fail(new TypeError('terminated', { cause: error }));
  }

  #receive(connection: RequestConnection, encoding: string | null): AnswerBody {
    const decoders = encoding === null ? undefined : decodersOf(encoding);
    const abort = (reason: unknown): void => this.abort(reason);
    const resume = (): void => connection.resume();
    if (decoders === undefined) {
      const body = new AnswerBody({ resume, abort });
      this.#sink = body;
      return body;
    }
    const body = new AnswerBody({ resume: () => decoded.resume(), abort });
    const onBroken = (error: unknown): void => {
      body.fail(new TypeError('terminated', { cause: error }));
      abort(error);
    };
    const decoded = new DecodedSink(decoders, { to: body, resume, onBroken });
    this.#sink = decoded;
    return body;
  }

  #finish(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.#stopListening?.();
    return true;
  }
}

/** Nobody sees it: the caller gets the reason itself. */
const ABORTED = new Error('The request was aborted.');

function readHeaders(raw: AnswerHeaders): Headers {
  const headers = new Headers();
  for (const name in raw) {
    const value = raw[name];
    if (typeof value === 'string') headers.append(name, value);
    else for (const one of value ?? []) headers.append(name, one);
  }
  return headers;
}
