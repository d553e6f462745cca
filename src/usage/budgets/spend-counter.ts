import type { SumsRow } from '../../core/usage-store.js';
import type { Days } from '../days.js';
import type { ResolvedBudget } from './budget.js';

/** How long a budget counts together: from `from`, included, to `to`, not included, in epoch ms. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/** What was spent of one budget, by whose it is: as the store says, and what it doesn't know yet. */
export class SpendCounter {
  readonly budget: ResolvedBudget;
  readonly #days: Days;
  #window: Window | undefined;
  #stored = new Map<string, number>();
  /** Written, and not in `stored` before it is read anew. */
  #frozen = new Map<string, number>();
  #recent = new Map<string, number>();
  readonly #reserved = new Map<string, number>();
  /** The shares that were told of, and that it is used up. */
  readonly #told = new Set<string>();

  constructor(budget: ResolvedBudget, days: Days) {
    this.budget = budget;
    this.#days = days;
  }

  /** The window of a time; a new one begins with nothing spent. */
  window(now: number): Window {
    const known = this.#window;
    if (known !== undefined && now >= known.from && now < known.to) return known;
    this.#window = this.#windowAt(now);
    this.#stored = new Map();
    this.#frozen = new Map();
    this.#recent = new Map();
    this.#told.clear();
    return this.#window;
  }

  spent(subject: string): number {
    return (this.#stored.get(subject) ?? 0) + (this.#frozen.get(subject) ?? 0) + (this.#recent.get(subject) ?? 0);
  }

  reserved(subject: string): number {
    return this.#reserved.get(subject) ?? 0;
  }

  spend(subject: string, amount: number): void {
    if (amount > 0) this.#recent.set(subject, (this.#recent.get(subject) ?? 0) + amount);
  }

  reserve(subject: string, amount: number): void {
    const reserved = this.reserved(subject) + amount;
    // Sums of fractions need not come back to 0 exactly; what is spent is whole.
    if (reserved < 1e-6) this.#reserved.delete(subject);
    else this.#reserved.set(subject, reserved);
  }

  /** Everything that was spent is written: from now on it may be in what the store says. */
  freeze(): void {
    for (const [subject, amount] of this.#recent) this.#frozen.set(subject, (this.#frozen.get(subject) ?? 0) + amount);
    this.#recent = new Map();
  }

  /** Takes over what the store says; it was asked after `freeze()`, for the window that begins at `from`. */
  restore(rows: readonly SumsRow[], from: number): void {
    if (this.#window?.from !== from) return;
    this.#stored = new Map(rows.map(({ name = '', sums }) => [name, amountOf(this.budget, sums)]));
    this.#frozen = new Map();
  }

  /** `true` the first time in this window. */
  tellOnce(what: string): boolean {
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    return true;
  }

  #windowAt(now: number): Window {
    switch (this.budget.per) {
      case 'day':
        return { from: this.#days.startOfDay(now), to: this.#days.startOfNextDay(now) };
      case 'month':
        return { from: this.#days.startOfMonth(now), to: this.#days.startOfNextMonth(now) };
      case 'ever':
        return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
      default:
        return this.budget.per satisfies never;
    }
  }
}

/** What sums amount to in the unit of a budget. */
function amountOf({ unit }: ResolvedBudget, sums: SumsRow['sums']): number {
  switch (unit) {
    case 'usd':
      return sums.costNanoUsd;
    case 'tokens':
      return sums.inputTokens + sums.outputTokens;
    case 'requests':
      return sums.requests;
    default:
      return unit satisfies never;
  }
}
