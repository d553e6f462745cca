/** So many retries a second are free, whatever the traffic: a program that sends little may retry all the same. */
const FREE_PER_MS = 2 / 1_000;

/** Sums of parts of a retry are not exact. */
const ROUNDING = 1e-9;

/** So many may come at once. */
const MOST_SAVED = 20;

/**
 * Holds the retries of all calls to a share of the traffic: a server in trouble must not get three times its load. What
 * is over the budget waits, and is not dropped. Mutable; time comes in as monotonic ms.
 * @see https://finagle.github.io/blog/2016/02/08/retry-budgets/ and https://sre.google/sre-book/handling-overload/
 */
export class RetryBudget {
  /** Below 0 where retries wait already. */
  #saved = MOST_SAVED;
  #at: number | undefined;

  /** A call sends its first request; it brings in a share of a retry. */
  earn(share: number): void {
    this.#saved = Math.min(MOST_SAVED, this.#saved + share);
  }

  /** Takes a retry out. @returns how long it must wait, in ms */
  spend(elapsedMs: number): number {
    const passedMs = Math.max(0, elapsedMs - (this.#at ?? elapsedMs));
    this.#at = elapsedMs;
    this.#saved = Math.min(MOST_SAVED, this.#saved + passedMs * FREE_PER_MS) - 1;
    return this.#saved >= -ROUNDING ? 0 : Math.round(-this.#saved / FREE_PER_MS);
  }
}
