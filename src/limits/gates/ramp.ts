import type { Allowance } from '../reset-clock/allowance.js';

/** How an open gate lets go of those who waited at it. */
export type RampPace =
  /** One, then two more for each that is answered. */
  | { readonly type: 'doubling' }
  /** As many as the quota admits at once; beyond these one at a time, until one is answered. */
  | { readonly type: 'allowance'; readonly allowance: Allowance }
  /** No faster than the server answered before it went down. */
  | {
      readonly type: 'beat';
      readonly perBeat: number;
      readonly intervalMs: number;
      /** By how much each beat is stronger than the one before; 1 where it is known how much the server bears. */
      readonly growth: number;
    };

/** The release of those who waited, after a success. */
export class Ramp<Call> {
  readonly pace: RampPace;
  /** Released and not heard of yet. */
  readonly #underWay = new Set<Call>();
  /** How many more it may release. A part of one is carried on. */
  #credit: number;
  #perBeat: number;
  /** How many were released, the probe included. */
  #released = 1;

  constructor(pace: RampPace) {
    this.pace = pace;
    this.#perBeat = pace.type === 'beat' ? pace.perBeat : 0;
    this.#credit = pace.type === 'allowance' ? 0 : 1;
  }

  get allowance(): Allowance | undefined {
    return this.pace.type === 'allowance' ? this.pace.allowance : undefined;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  has(call: Call): boolean {
    return this.#underWay.has(call);
  }

  /** Whether one more may go. */
  get hasRoom(): boolean {
    if (this.#isWithinAllowance() || this.#credit >= 1) return true;
    // Nobody under way could release the next: it would stand still.
    return this.pace.type !== 'beat' && this.#underWay.size === 0;
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

  /** Other programs with the same quota used up so much of it. */
  countElsewhere(requests: number): void {
    this.#released += requests;
  }

  /** @returns whether it was under way here */
  done(call: Call, outcome: 'success' | 'unknown'): boolean {
    if (!this.#underWay.delete(call)) return false;
    const { pace } = this;
    // What met a fault on the way, or never went, need not have used anything up: closed for it, an hour would be lost.
    if (outcome === 'unknown') this.#released -= 1;
    if (outcome === 'success' && pace.type !== 'beat' && this.#released > (this.allowance?.size ?? 0))
      this.#credit += 2;
    return true;
  }

  /** Time has passed. */
  beat(): void {
    if (this.pace.type !== 'beat') return;
    this.#credit += this.#perBeat;
    this.#perBeat *= this.pace.growth;
  }

  #isWithinAllowance(): boolean {
    return this.allowance !== undefined && this.#released < this.allowance.size;
  }
}
