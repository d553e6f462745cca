import type { Parked } from './parked.js';

/** Those who wait at a gate, in the order in which they go. */
export class ParkedQueue {
  /** Probes that were refused come before all who never sent: they waited longest. */
  readonly #senior = new Set<Parked>();
  readonly #others = new Set<Parked>();

  get size(): number {
    return this.#senior.size + this.#others.size;
  }

  add(call: Parked, { senior }: { readonly senior: boolean }): void {
    (senior ? this.#senior : this.#others).add(call);
  }

  /** @returns whether it waited */
  delete(call: Parked): boolean {
    return this.#senior.delete(call) || this.#others.delete(call);
  }

  /** Takes out the one that waited longest. */
  take(): Parked | undefined {
    for (const waiting of [this.#senior, this.#others]) {
      for (const call of waiting) {
        waiting.delete(call);
        return call;
      }
    }
    return undefined;
  }

  /** All of them, as they are now: whoever is told may leave meanwhile. */
  list(): readonly Parked[] {
    return [...this.#senior, ...this.#others];
  }

  *[Symbol.iterator](): Generator<Parked> {
    yield* this.#senior;
    yield* this.#others;
  }
}
