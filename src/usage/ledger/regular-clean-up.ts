import type { Clock } from '../../core/clock.js';
import { requireDuration } from '../../core/duration.js';
import type { CleanUpRule } from '../../core/usage-store.js';
import type { Days } from '../days.js';
import { cleanUpRule } from './clean-up-rule.js';
import type { RetentionOptions } from './ledger-options.js';

/** When a ledger cleans up by itself, and what goes then. */
export class RegularCleanUp {
  readonly #retention: RetentionOptions | undefined;
  readonly #clock: Clock;
  readonly #days: Days;
  readonly #everyMs: number;
  /** Monotonic. */
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(
    retention: RetentionOptions | undefined,
    { clock, days }: { readonly clock: Clock; readonly days: Days },
  ) {
    const every = retention?.every ?? '6h';
    this.#retention = retention;
    this.#clock = clock;
    this.#days = days;
    this.#everyMs =
      retention === undefined || every === false ? Number.POSITIVE_INFINITY : requireDuration(every, 'retention.every');
  }

  /** What is to go now by the ledger's retention, or by another one. @throws TypeError where that is wrong */
  rule(retention: RetentionOptions = this.#retention ?? {}): CleanUpRule {
    return cleanUpRule(retention, { now: this.#clock.now(), days: this.#days });
  }

  /** What is to go, where it is time for it; `undefined` before. */
  due(): CleanUpRule | undefined {
    const elapsed = this.#clock.elapsed();
    if (this.#everyMs === Number.POSITIVE_INFINITY || elapsed - this.#lastAt < this.#everyMs) return undefined;
    this.#lastAt = elapsed;
    return this.rule();
  }
}
