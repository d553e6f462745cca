import type { RateWindow, RateWindowState } from './rate-window.js';

/** When a fixed window turns. */
export interface WindowTurns {
  /** The next turn, where it is known. */
  readonly turnsAt?: number | undefined;
  /** The first turn after a moment at which it is used again. */
  next(now: number): number;
}

/** All of it comes back when the window turns. */
export class FixedWindow implements RateWindow {
  limit: number;
  readonly #next: WindowTurns['next'];
  #turnsAt: number | undefined;
  #used = 0;

  constructor(limit: number, { turnsAt, next }: WindowTurns) {
    this.limit = limit;
    this.#next = next;
    this.#turnsAt = turnsAt;
  }

  fitsAt(amount: number, now: number): number {
    if (amount > this.limit) return Number.POSITIVE_INFINITY;
    if (this.used(now) + amount <= this.limit) return now;
    return (this.#turnsAt ??= this.#next(now));
  }

  add(amount: number, now: number): void {
    const used = this.used(now);
    this.#turnsAt ??= this.#next(now);
    this.#used = Math.max(0, used + amount);
  }

  used(now: number): number {
    if (this.#turnsAt !== undefined && now >= this.#turnsAt) {
      this.#used = 0;
      this.#turnsAt = undefined;
    }
    return this.#used;
  }

  resetsAt(now: number): number | undefined {
    return this.used(now) === 0 ? undefined : this.#turnsAt;
  }

  /** What the provider told. */
  correct(known: { readonly used: number; readonly turnsAt?: number | undefined }): void {
    this.#used = known.used;
    this.#turnsAt = known.turnsAt;
  }

  /** Goes on from a state, unless its window has turned. */
  restore(state: RateWindowState, now: number): void {
    if (state.type === 'fixed' && state.turnsAt !== undefined && state.turnsAt > now) this.correct(state);
  }

  state(now: number): RateWindowState {
    return { type: 'fixed', used: this.used(now), turnsAt: this.#turnsAt };
  }
}
