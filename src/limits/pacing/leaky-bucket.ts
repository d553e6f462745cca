import { AMOUNT_TOLERANCE, type RateWindow, type RateWindowState } from './rate-window.js';

/** It trickles away evenly, limit / window: whoever has used up all of it gets a part back at once, not all at a turn. */
export class LeakyBucket implements RateWindow {
  limit: number;
  windowMs: number;
  /** Kept free: requests that were sent evenly do not arrive evenly. */
  readonly #reserve: number;
  #level = 0;
  #at: number | undefined;

  constructor(limit: number, windowMs: number, reserve = 0) {
    this.limit = limit;
    this.windowMs = windowMs;
    this.#reserve = reserve;
  }

  fitsAt(amount: number, now: number): number {
    if (amount > this.limit) return Number.POSITIVE_INFINITY;
    const reserve = Math.min(this.#reserve, this.limit - amount);
    const excess = this.used(now) + amount + reserve - this.limit;
    return excess <= AMOUNT_TOLERANCE ? now : now + (excess * this.windowMs) / this.limit;
  }

  add(amount: number, now: number): void {
    this.#level = Math.max(0, this.used(now) + amount);
  }

  used(now: number): number {
    const at = this.#at ?? now;
    if (now > at) this.#level = Math.max(0, this.#level - ((now - at) * this.limit) / this.windowMs);
    this.#at = Math.max(at, now);
    return this.#level;
  }

  resetsAt(now: number): number | undefined {
    const used = this.used(now);
    return used <= AMOUNT_TOLERANCE ? undefined : now + (used * this.windowMs) / this.limit;
  }

  /** What the provider told. */
  correct(level: number, now: number): void {
    this.used(now);
    this.#level = Math.max(0, level);
  }

  state(now: number): RateWindowState {
    return { type: 'bucket', level: this.used(now), at: now };
  }
}
