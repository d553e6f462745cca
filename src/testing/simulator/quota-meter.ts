import { windowBounds, type WindowBounds, type WindowRule } from './window-bounds.js';

/** Counts what one scope has used of one quota. Times are epoch ms. @internal */
export interface QuotaMeter {
  used(nowMs: number): number;
  add(amount: number, nowMs: number): void;
  /** Until `amount` more fits; until everything has come back where it never fits. */
  fitsInMs(amount: number, nowMs: number): number;
  /** Until everything has come back. */
  resetInMs(nowMs: number): number;
  /** What was added is under way no more. */
  release(amount: number): void;
}

/** All of it comes back when the window turns. @internal */
export class FixedWindowMeter implements QuotaMeter {
  readonly #limit: number;
  readonly #rule: WindowRule;
  #bounds: WindowBounds;
  #used: number;

  constructor(limit: number, rule: WindowRule, start: { readonly used: number; readonly nowMs: number }) {
    this.#limit = limit;
    this.#rule = rule;
    this.#used = start.used;
    this.#bounds = windowBounds(rule, start.nowMs);
  }

  used(nowMs: number): number {
    // A wall clock that steps back stays in its window: nothing is given twice.
    if (nowMs >= this.#bounds.endMs) {
      this.#bounds = windowBounds(this.#rule, nowMs);
      this.#used = 0;
    }
    return this.#used;
  }

  add(amount: number, nowMs: number): void {
    this.#used = this.used(nowMs) + amount;
  }

  fitsInMs(amount: number, nowMs: number): number {
    return this.used(nowMs) + amount <= this.#limit ? 0 : this.#bounds.endMs - nowMs;
  }

  resetInMs(nowMs: number): number {
    return this.used(nowMs) > 0 ? this.#bounds.endMs - nowMs : 0;
  }

  release(): void {
    // A request that is over has used up what it has used up.
  }
}

/** Trickles away at limit / window, so that a full one admits one more after window / limit. @internal */
export class BucketMeter implements QuotaMeter {
  readonly #limit: number;
  readonly #windowMs: number;
  #level: number;
  #atMs: number;

  constructor(limit: number, windowMs: number, start: { readonly used: number; readonly nowMs: number }) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#level = start.used;
    this.#atMs = start.nowMs;
  }

  used(nowMs: number): number {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#level = Math.max(0, this.#level - (passedMs * this.#limit) / this.#windowMs);
    this.#atMs = Math.max(this.#atMs, nowMs);
    return this.#level;
  }

  add(amount: number, nowMs: number): void {
    this.#level = this.used(nowMs) + amount;
  }

  fitsInMs(amount: number, nowMs: number): number {
    const excess = this.used(nowMs) + Math.min(amount, this.#limit) - this.#limit;
    return this.#drainMs(excess);
  }

  resetInMs(nowMs: number): number {
    return this.#drainMs(this.used(nowMs));
  }

  release(): void {
    // It trickles back by time alone.
  }

  #drainMs(amount: number): number {
    // A millionth is the rounding of sums of fractions, not a use.
    if (amount <= 1e-6) return 0;
    return this.#limit === 0 ? this.#windowMs : (amount * this.#windowMs) / this.#limit;
  }
}

/** Counts what is under way. @internal */
export class ConcurrencyMeter implements QuotaMeter {
  readonly #limit: number;
  #inFlight: number;

  constructor(limit: number, used: number) {
    this.#limit = limit;
    this.#inFlight = used;
  }

  used(): number {
    return this.#inFlight;
  }

  add(amount: number): void {
    this.#inFlight += amount;
  }

  /** No clock tells when another request ends. */
  fitsInMs(amount: number): number {
    return this.#inFlight + amount <= this.#limit ? 0 : 1;
  }

  resetInMs(): number {
    return 0;
  }

  release(amount: number): void {
    this.#inFlight -= amount;
  }
}
