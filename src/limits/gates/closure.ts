import type { Clock } from '../../core/clock.js';

/** The two clocks are never read in the same instant, and one counts whole ms: so little is no step. */
const NO_STEP_MS = 100;

/** Since when a gate is closed, by both clocks: the wall clock may step. */
export class Closure {
  /** Epoch ms. */
  readonly at: number;
  readonly #elapsed: number;
  readonly #clock: Pick<Clock, 'now' | 'elapsed'>;

  constructor(clock: Pick<Clock, 'now' | 'elapsed'>, at = clock.now()) {
    const now = clock.now();
    // What was closed by another process cannot have been closed after now.
    this.at = Math.min(at, now);
    this.#clock = clock;
    this.#elapsed = clock.elapsed() - (now - this.at);
  }

  /** A deadline, or sooner where the wall clock stepped back: that makes no wait longer. */
  soonest(deadline: number): number {
    const passedMs = this.#clock.elapsed() - this.#elapsed;
    const steppedBackMs = this.at + passedMs - this.#clock.now();
    return steppedBackMs > NO_STEP_MS ? deadline - steppedBackMs : deadline;
  }
}
