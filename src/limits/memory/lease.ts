import type { Clock } from '../../core/clock.js';
import type { ProbeLease } from './quota-state.js';

/** A program that ends in the middle of a probe holds the others up no longer. */
const LEASE_MS = 30_000;

/** Who finds out for a gate, where several programs share a store. */
export class Lease {
  readonly #clock: Pick<Clock, 'now'>;
  #elsewhereUntil = Number.NEGATIVE_INFINITY;
  #isOwn = false;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Another program finds out just now. */
  get isElsewhere(): boolean {
    const leftMs = this.#elsewhereUntil - this.#clock.now();
    // Nobody holds one for longer: this clock stepped back.
    return leftMs > 0 && leftMs <= LEASE_MS;
  }

  /** It is known that no other program asks meanwhile. */
  get isOwn(): boolean {
    return this.#isOwn;
  }

  /** This program may ask. */
  grant(): void {
    this.#isOwn = true;
    this.#elsewhereUntil = Number.NEGATIVE_INFINITY;
  }

  /** Another one asks until then, at most. */
  deny({ until }: ProbeLease): void {
    this.#isOwn = false;
    // A clock that stands wrong holds nobody up.
    this.#elsewhereUntil = Math.min(until, this.#clock.now() + LEASE_MS);
  }

  /** What there was to find out is found out. */
  clear(): void {
    this.#isOwn = false;
    this.#elsewhereUntil = Number.NEGATIVE_INFINITY;
  }

  /** For the store, while this program asks. */
  save(by: string): ProbeLease {
    return { by, until: this.#clock.now() + LEASE_MS };
  }
}
