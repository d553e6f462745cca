import type { RateWindow, RateWindowState } from './rate-window.js';

/** Beyond so many entries, neighbours are told apart no more. */
const MOST_ENTRIES = 512;

interface Entry {
  at: number;
  amount: number;
}

/**
 * No more than the limit within any span of the window's length. The strictest reading of a limit: whoever keeps it
 * keeps a fixed window of any phase, and a bucket, too.
 */
export class RollingWindow implements RateWindow {
  limit: number;
  readonly #windowMs: number;
  /** The oldest first. */
  #entries: Entry[] = [];
  #oldest = 0;
  #used = 0;

  constructor(limit: number, windowMs: number) {
    this.limit = limit;
    this.#windowMs = windowMs;
  }

  fitsAt(amount: number, now: number): number {
    if (amount > this.limit) return Number.POSITIVE_INFINITY;
    let excess = this.used(now) + amount - this.limit;
    if (excess <= 0) return now;
    for (let index = this.#oldest; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index] as Entry;
      excess -= entry.amount;
      if (excess <= 0) return entry.at + this.#windowMs;
    }
    // Unreachable: without any entry the amount fits.
    return now + this.#windowMs;
  }

  add(amount: number, now: number): void {
    if (amount < 0) {
      this.#giveBack(-amount);
      return;
    }
    this.#used = this.used(now) + amount;
    const newest = this.#entries.at(-1);
    if (newest !== undefined && this.#oldest < this.#entries.length && newest.at === now) newest.amount += amount;
    else this.#entries.push({ at: now, amount });
    if (this.#entries.length - this.#oldest > MOST_ENTRIES) this.#merge();
  }

  used(now: number): number {
    while (this.#oldest < this.#entries.length) {
      const entry = this.#entries[this.#oldest] as Entry;
      if (entry.at + this.#windowMs > now) break;
      this.#used -= entry.amount;
      this.#oldest += 1;
    }
    if (this.#oldest === this.#entries.length) {
      this.#used = 0;
      this.#entries = [];
      this.#oldest = 0;
    } else if (this.#oldest > MOST_ENTRIES) {
      this.#entries = this.#entries.slice(this.#oldest);
      this.#oldest = 0;
    }
    return this.#used;
  }

  resetsAt(now: number): number | undefined {
    return this.used(now) === 0 ? undefined : (this.#entries.at(-1) as Entry).at + this.#windowMs;
  }

  state(now: number): RateWindowState {
    this.used(now);
    return { type: 'rolling', entries: this.#entries.slice(this.#oldest).map(({ at, amount }) => [at, amount]) };
  }

  /** Goes on from a state; one of another kind is counted as if it were all of just now. */
  restore(state: RateWindowState, now: number): void {
    this.#entries = [];
    this.#oldest = 0;
    this.#used = 0;
    const used = state.type === 'fixed' ? state.used : state.type === 'bucket' ? state.level : 0;
    const entries = state.type === 'rolling' ? state.entries : [[now, used] as const];
    for (const [at, amount] of entries) {
      if (amount <= 0 || !(at <= now)) continue;
      this.#entries.push({ at, amount });
      this.#used += amount;
    }
  }

  /** From the newest on: the estimate that proved too large is most likely among them. */
  #giveBack(amount: number): void {
    let left = amount;
    for (let index = this.#entries.length - 1; index >= this.#oldest && left > 0; index -= 1) {
      const entry = this.#entries[index] as Entry;
      const part = Math.min(entry.amount, left);
      entry.amount -= part;
      this.#used -= part;
      left -= part;
    }
  }

  /** Two neighbours become one, as late as the later: it frees nothing too early. */
  #merge(): void {
    const merged: Entry[] = [];
    for (let index = this.#oldest; index < this.#entries.length; index += 2) {
      const first = this.#entries[index] as Entry;
      const second = this.#entries[index + 1];
      merged.push(second === undefined ? first : { at: second.at, amount: first.amount + second.amount });
    }
    this.#entries = merged;
    this.#oldest = 0;
  }
}
