import type { Clock } from '../../core/clock.js';

/**
 * The time of windows and buckets: it runs on with the wall clock, or with the monotonic one where that is further. So
 * a laptop that slept wakes to windows that have turned, and a wall clock that steps back makes nothing last longer.
 */
export class PaceClock {
  readonly #clock: Clock;
  #wallMs: number;
  #elapsedMs: number;
  #nowMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wallMs = clock.now();
    this.#elapsedMs = clock.elapsed();
    this.#nowMs = this.#wallMs;
  }

  now(): number {
    const wallMs = this.#clock.now();
    const elapsedMs = this.#clock.elapsed();
    this.#nowMs += Math.max(0, wallMs - this.#wallMs, elapsedMs - this.#elapsedMs);
    this.#wallMs = wallMs;
    this.#elapsedMs = elapsedMs;
    return this.#nowMs;
  }

  /** The date at the last look at this clock, in epoch ms. */
  get date(): number {
    return this.#wallMs;
  }

  /** A time of this clock as a date, in epoch ms. */
  toDate(at: number): number {
    return at - this.now() + this.#wallMs;
  }

  /** A date, in epoch ms, as a time of this clock. */
  fromDate(date: number): number {
    return this.now() + (date - this.#wallMs);
  }
}
