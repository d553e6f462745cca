import { callAfter, type Clock } from '../../core/clock.js';

/** So long may a consumer take nothing of a stream before others get its place. */
const LONGEST_REST_MS = 10_000;

/**
 * Watches over the consumer of a streamed answer: one that takes no more of it holds no place that others wait for. Some
 * SDKs leave a stream where their loop is left, and tell nobody: with `concurrency` their places would be gone for ever.
 */
export class IdleConsumer {
  readonly #clock: Clock;
  readonly #onIdle: () => void;
  /** On the monotonic clock; `undefined` while it waits for more. */
  #restsSince: number | undefined;
  #callOff: (() => void) | undefined;
  #isOver = false;

  constructor(clock: Clock, onIdle: () => void) {
    this.#clock = clock;
    this.#onIdle = onIdle;
  }

  /** It has all that there is, and asks for no more. */
  rests(): void {
    if (this.#isOver) return;
    this.#restsSince = this.#clock.elapsed();
    // One timer for many pieces: it looks, when it fires, how long the last of them was ago.
    if (this.#callOff === undefined) this.#lookIn(LONGEST_REST_MS);
  }

  asks(): void {
    this.#restsSince = undefined;
  }

  stop(): void {
    this.#isOver = true;
    this.#callOff?.();
  }

  #lookIn(ms: number): void {
    this.#callOff = callAfter(this.#clock, { ms, unref: true, callback: this.#look });
  }

  readonly #look = (): void => {
    this.#callOff = undefined;
    if (this.#isOver || this.#restsSince === undefined) return;
    const leftMs = this.#restsSince + LONGEST_REST_MS - this.#clock.elapsed();
    if (leftMs > 0) {
      this.#lookIn(leftMs);
      return;
    }
    this.#isOver = true;
    this.#onIdle();
  };
}

/** Ends what belongs to an answer that its consumer dropped, unread and uncancelled. */
const dropped = new FinalizationRegistry<() => void>((leave) => {
  leave();
});

/** Calls `leave` when nobody holds `holder` any more, at once where that is so already. The call must not hold it. */
export function leaveWhenDropped(holder: object | undefined, leave: () => void): void {
  if (holder === undefined) leave();
  else dropped.register(holder, leave);
}
