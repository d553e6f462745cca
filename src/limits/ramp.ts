import type { Allowance } from './reset-clock.js';

/** How an open gate lets go of those who waited at it. */
export interface RampInit {
  /** What is known of the quota; `undefined`: the ramp finds out. */
  readonly allowance: Allowance | undefined;
  /** Up to so many at the same time it doubles; from there on it grows by one a round. */
  readonly fastUpTo: number;
}

/**
 * The release after a success: one call, then two for each that is answered. Where the size of the quota is known, as
 * many as it admits at once, and beyond these one at a time, until one is answered.
 */
export class Ramp<Call> {
  readonly allowance: Allowance | undefined;
  readonly #fastUpTo: number;
  /** Released and not heard of yet. */
  readonly #underWay = new Set<Call>();
  /** How many more it may release. A part of one is carried on. */
  #credit: number;
  /** How many were released, the probe included. */
  #released = 1;

  constructor({ allowance, fastUpTo }: RampInit) {
    this.allowance = allowance;
    this.#fastUpTo = fastUpTo;
    this.#credit = allowance === undefined ? 1 : 0;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  has(call: Call): boolean {
    return this.#underWay.has(call);
  }

  /** Whether one more may go. Nobody under way could release the next: then it would stand still. */
  get hasRoom(): boolean {
    return this.#isWithinAllowance() || this.#credit >= 1 || this.#underWay.size === 0;
  }

  /** Whether all that the quota admits is used up, and all of it was answered. */
  get isSpent(): boolean {
    return this.allowance !== undefined && !this.#isWithinAllowance() && this.#credit < 1 && this.#underWay.size === 0;
  }

  enter(call: Call): void {
    if (this.#underWay.has(call)) return;
    if (!this.#isWithinAllowance()) this.#credit = Math.max(0, this.#credit - 1);
    this.#released += 1;
    this.#underWay.add(call);
  }

  /** @returns whether it was under way here */
  done(call: Call, outcome: 'success' | 'unknown'): boolean {
    const underWay = this.#underWay.size;
    if (!this.#underWay.delete(call)) return false;
    if (outcome === 'success' && this.#released > (this.allowance?.size ?? 0)) {
      this.#credit += underWay < this.#fastUpTo ? 2 : 1 + 1 / underWay;
    }
    return true;
  }

  #isWithinAllowance(): boolean {
    return this.allowance !== undefined && this.#released < this.allowance.size;
  }
}
