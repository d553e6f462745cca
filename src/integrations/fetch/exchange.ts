import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Handover, LiveAnswer } from '../../client/operations/handover.js';
import type { OperationContext } from '../../client/operations/operation.js';
import { settleInside } from '../../client/call/outer-task.js';
import type { Clock } from '../../core/clock.js';
import { LONGEST_FAILURE_BYTES, readBoundedText } from '../../transport/answers/bounded-text.js';
import { drain } from '../../transport/answers/tapped-body.js';
import { AnswerJudge } from './answer-judge.js';
import { atAddressOf } from './at-address.js';
import { guardStream } from './guarded-stream.js';
import { KIND_HEADER, type FailedResponse } from './failed-response.js';
import type { Recognised } from './recognise.js';
import { withKey } from './request-key.js';
import { withText } from './with-text.js';
import type { ReadRequest } from './read-request.js';
import type { SentRequest, Sends } from './sends.js';

/** What one call of `fetch` asks for. */
export interface ExchangeInit {
  readonly recognised: Recognised;
  readonly request: ReadRequest;
  /** The key that the request brings. */
  readonly ownKey: string | undefined;
  readonly isStreamed: boolean;
  /** Whether a streamed answer is held back up to its first content, or up to its end. */
  readonly streams: 'live' | 'whole';
  readonly send: Sends;
  readonly clock: Clock;
}

const HTML = /^\s*text\/html\b/i;
const JSON_TYPE = /^\s*application\/(?:[\w.-]+\+)?json\b/i;
const SSE = /^\s*text\/event-stream\b/i;
const NO_FACTS = { usage: {}, finishReason: undefined } as const;

/** One call of `fetch` on its way: sends a request as often as it is told to, and remembers what came back last. */
export class Exchange {
  readonly #init: ExchangeInit;
  /** The last response that was a failure, for the caller to see if nothing better comes. */
  lastFailed: FailedResponse | undefined;
  /** Another layer of this library, further in, has done all that can be done. */
  settledInside: Response | undefined;

  constructor(init: ExchangeInit) {
    this.#init = init;
  }

  readonly attempt = async (context: OperationContext, answer: LiveAnswer): Promise<Handover<Response>> => {
    const { recognised, isStreamed } = this.#init;
    this.lastFailed = undefined;
    const response = await this.#init.send(this.#request(context), context.timeouts.connect);
    context.signal.throwIfAborted();
    if (response.headers.has(KIND_HEADER)) {
      this.settledInside = response;
      const failure = { status: response.status, headers: response.headers };
      settleInside(failure);
      throw new AttemptFailure(failure);
    }
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || HTML.test(type)) throw await this.#refuse(response);
    // Limits are read from them, so that the next calls are paced and not refused.
    context.observe(response.headers);
    const { answer: shape } = recognised.endpoint;
    if (shape === undefined) return { value: ofThisRealm(response), end: NO_FACTS };
    const judge = new AnswerJudge(shape, { status: response.status, headers: response.headers });
    if (response.body !== null && (SSE.test(type) || (isStreamed && !isWholeJson(type, shape.framing)))) {
      return this.#stream(response, { judge, context, answer });
    }
    const text = await response.text();
    const value = judge.whole(text);
    return { value: withText(response, { text, value }), end: { usage: judge.usage, finishReason: undefined } };
  };

  #request({ key, signal }: OperationContext): SentRequest {
    const { request, recognised, ownKey } = this.#init;
    const { body, init } = request;
    const isOwn = key === undefined || key === ownKey;
    const { url, headers } = isOwn ? request : withKey(request, key, recognised.api.keyHeader);
    return { url, headers, body: body.body, init, signal };
  }

  async #refuse(response: Response): Promise<AttemptFailure> {
    const { status, statusText, headers } = response;
    const text = await readBoundedText(response, LONGEST_FAILURE_BYTES);
    if (!response.ok) this.lastFailed = { status, statusText, headers, text };
    return new AttemptFailure({ status, headers, body: text });
  }

  /** Holds the answer back up to its first content, or its end: until then it can begin again, and nobody has seen any of it. */
  async #stream(
    response: Response,
    { judge, context, answer }: { judge: AnswerJudge; context: OperationContext; answer: LiveAnswer },
  ): Promise<Handover<Response>> {
    const { signal, watch } = context;
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const isLive = this.#init.streams === 'live';
    const first: Uint8Array[] = [];
    const letGo = (): void => void reader.cancel(signal.reason).catch(() => undefined);
    signal.addEventListener('abort', letGo, { once: true });
    try {
      while (!judge.isLast && !(isLive && judge.hasContent)) {
        const { done, value } = await reader.read();
        signal.throwIfAborted();
        if (done) {
          judge.finish();
          break;
        }
        first.push(value);
        if (judge.push(value)) watch.progress();
      }
    } catch (error) {
      letGo();
      throw error;
    } finally {
      signal.removeEventListener('abort', letGo);
    }
    if (isLive) {
      const { body, end } = guardStream({ first, reader, judge, context, answer, clock: this.#init.clock });
      return { value: copyOf(response, body), end };
    }
    drain(reader, letGo);
    return { value: copyOf(response, Buffer.concat(first)), end: { usage: judge.usage, finishReason: undefined } };
  }
}

/** A server that does not stream although it was asked to. JSON lines come under the type of JSON now and then. */
function isWholeJson(type: string, framing: 'sse' | 'ndjson'): boolean {
  return framing === 'sse' && JSON_TYPE.test(type);
}

/** The same response with a body that can be read. */
function copyOf(response: Response, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>): Response {
  const copy = remade(response, body);
  // The body is plain by now, and may be of another length.
  copy.headers.delete('content-encoding');
  copy.headers.delete('content-length');
  return copy;
}

/** One of a package's own `fetch` is no `Response` to others, nor is one by its prototype alone to the built-in functions. */
function ofThisRealm(response: Response): Response {
  return response.constructor === Response ? response : remade(response, response.body);
}

function remade(response: Response, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null): Response {
  const { status, statusText, headers } = response;
  return atAddressOf(new Response(body, { status, statusText, headers }), response);
}
