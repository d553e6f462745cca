import type { Cancellation } from '../core/cancellation.js';
import type { AttemptContext } from '../core/provider.js';

/** How an attempt ends early. */
export type AttemptEnd = Pick<AttemptContext, 'signal' | 'cancellation'>;

/** More are not kept. */
const MOST_IDLE = 64;
/** undici's listeners stay on a signal until its requests are collected: with more of them each would be slower. */
const MOST_REQUESTS = 16;

/** A controller that requests take turns with. */
interface SharedController {
  readonly controller: AbortController;
  requests: number;
}

const idle: SharedController[] = [];

/**
 * The signal that one request is sent with. Node takes 2 µs to make one, and five in the midst of other work, so requests
 * take turns with those of requests that were answered whole: what still listens there has nothing to end any more.
 */
export class RequestSignal {
  readonly #attempt: AttemptEnd;
  #cancellation: Cancellation | undefined;
  #shared: SharedController | undefined;

  constructor(attempt: AttemptEnd) {
    this.#attempt = attempt;
    this.#cancellation = attempt.cancellation;
  }

  /** Why the attempt was ended; `undefined` where it was not. */
  get cancelled(): Cancellation['cancelled'] {
    if (this.#cancellation !== undefined) return this.#cancellation.cancelled;
    const { signal } = this.#attempt;
    return signal.aborted ? { reason: signal.reason as unknown } : undefined;
  }

  /** To be asked once: the attempt's own, where it has no other way to end, or another request has that. */
  get signal(): AbortSignal {
    const cancellation = this.#cancellation;
    if (cancellation === undefined || cancellation.onCancel !== undefined) return this.#attempt.signal;
    const shared = (this.#shared = idle.pop() ?? { controller: new AbortController(), requests: 0 });
    shared.requests += 1;
    const { controller } = shared;
    if (cancellation.cancelled === undefined) cancellation.onCancel = controller;
    else controller.abort(cancellation.cancelled.reason);
    return controller.signal;
  }

  throwIfCancelled(): void {
    if (this.cancelled !== undefined) throw this.cancelled.reason;
  }

  /** The answer is read to its end: nothing of this request can be ended any more. */
  answered(): void {
    const shared = this.#shared;
    this.#shared = undefined;
    if (shared === undefined || this.#cancellation === undefined) return;
    this.#cancellation.onCancel = undefined;
    if (shared.controller.signal.aborted || shared.requests >= MOST_REQUESTS) return;
    if (idle.length < MOST_IDLE) idle.push(shared);
  }
}
