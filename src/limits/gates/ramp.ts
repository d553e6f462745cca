import type { Allowance } from '../reset-clock/allowance.js';

/** How an open gate lets go of those who waited at it. */
export type RampPace =
  /** One, then two more for each that is answered, or seems to have been let in: still under way after a beat. */
  | { readonly type: 'doubling' }
  /** As many as the quota admits, a crowd by and by; beyond these one at a time, until one is answered. */
  | { readonly type: 'allowance'; readonly allowance: Allowance }
  /** No faster than the server answered before it went down. */
  | {
      readonly type: 'beat';
      readonly perBeat: number;
      readonly intervalMs: number;
      /** By how much each beat is stronger than the one before; 1 where it is known how much the server bears. */
      readonly growth: number;
    };

/** A refusal hardly takes longer. */
const ROUND_TRIP_MS = 500;

/** So many go at once; then twice as many with each beat. */
const FIRST_TOGETHER = 8;

/** Twice as much after some 32 answers, */
const GROWTH_BY_ANSWER = 1.022;
/** or in this time at the latest, while any come: what was measured may have been what it was held to. */
const DOUBLED_IN_MS = 8_000;
/** For so long after an answer. */
const ANSWERING_MS = 4_000;

/** The release of those who waited, after a success. */
export class Ramp<Call> {
  readonly pace: RampPace;
  /** Released and not heard of yet, and for how many beats; `Infinity`: two more went for it. */
  readonly #underWay = new Map<Call, number>();
  /** How many more it may release. A part of one is carried on. */
  #credit: number;
  #perBeat: number;
  /** What time alone makes of that. */
  #leastPerBeat: number;
  /** For so much longer, while nothing is answered. */
  #answeringMs = 0;
  /** How many were released, the probe included. */
  #released = 1;
  /** So many may be by now, even if a quota seems to admit more. */
  #together = FIRST_TOGETHER;

  constructor(pace: RampPace) {
    this.pace = pace;
    this.#perBeat = pace.type === 'beat' ? pace.perBeat : 0;
    this.#leastPerBeat = this.#perBeat;
    this.#credit = pace.type === 'allowance' ? 0 : 1;
  }

  get allowance(): Allowance | undefined {
    return this.pace.type === 'allowance' ? this.pace.allowance : undefined;
  }

  /** How often time lets go of more. */
  get intervalMs(): number {
    return this.pace.type === 'beat' ? this.pace.intervalMs : ROUND_TRIP_MS;
  }

  /** How many a ms it releases by now, where that was measured. */
  get ratePerMs(): number | undefined {
    return this.pace.type === 'beat' && this.pace.growth === 1 ? this.#perBeat / this.pace.intervalMs : undefined;
  }

  /** Whether those who did not wait are let go by it, too: a crowd may come from elsewhere. */
  get countsAll(): boolean {
    return this.pace.type !== 'beat';
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  has(call: Call): boolean {
    return this.#underWay.has(call);
  }

  /** Whether one more of those who waited may go. */
  get hasRoom(): boolean {
    return this.hasRoomForNew && !(this.#isWithinAllowance() && this.#released >= this.#together);
  }

  /** Whether one more may go that did not wait. */
  get hasRoomForNew(): boolean {
    if (this.#isWithinAllowance() || this.#credit >= 1) return true;
    // Nobody under way could release the next: it would stand still.
    return this.pace.type !== 'beat' && this.#underWay.size === 0;
  }

  /** Whether all that the quota admits is used up, and all of it was answered. */
  get isSpent(): boolean {
    return this.allowance !== undefined && !this.#isWithinAllowance() && this.#credit < 1 && this.#underWay.size === 0;
  }

  /** Whether it is spent, and known for certain to be all. */
  get isCountedOut(): boolean {
    return this.isSpent && this.allowance?.isSteady === true;
  }

  enter(call: Call): void {
    if (this.#underWay.has(call)) return;
    if (!this.#isWithinAllowance()) this.#credit = Math.max(0, this.#credit - 1);
    this.#released += 1;
    this.#underWay.set(call, 0);
  }

  /** Other programs with the same quota used up so much of it. */
  countElsewhere(requests: number): void {
    this.#released += requests;
  }

  /** @returns whether it was under way here */
  done(call: Call, outcome: 'success' | 'unknown'): boolean {
    const beats = this.#underWay.get(call);
    if (beats === undefined) return false;
    this.#underWay.delete(call);
    const { pace } = this;
    // What met a fault on the way, or never went, need not have used anything up: closed for it, an hour would be lost.
    if (outcome === 'unknown') this.#released -= 1;
    if (outcome !== 'success' || beats === Number.POSITIVE_INFINITY) return true;
    // What was measured may have been all that it was asked for, or all that it could bear just then.
    this.#answeringMs = ANSWERING_MS;
    if (pace.type === 'beat') this.#perBeat *= pace.growth === 1 ? GROWTH_BY_ANSWER : 1;
    else if (this.#released > (this.allowance?.size ?? 0)) this.#credit += 2;
    return true;
  }

  /** Time has passed. */
  beat(): void {
    const { pace } = this;
    this.#together *= 2;
    if (pace.type === 'doubling') this.#age();
    if (pace.type !== 'beat') return;
    this.#credit += this.#perBeat;
    if (this.#answeringMs > 0) this.#leastPerBeat *= 2 ** (pace.intervalMs / DOUBLED_IN_MS);
    this.#answeringMs -= pace.intervalMs;
    this.#perBeat = Math.max(this.#perBeat * pace.growth, this.#leastPerBeat);
  }

  /** Refusals come at once where answers take their time. */
  #age(): void {
    for (const [call, beats] of this.#underWay) {
      if (beats === 1) this.#credit += 2;
      this.#underWay.set(call, beats >= 1 ? Number.POSITIVE_INFINITY : beats + 1);
    }
  }

  #isWithinAllowance(): boolean {
    return this.allowance !== undefined && this.#released < this.allowance.size;
  }
}
