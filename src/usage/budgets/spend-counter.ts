import type { SumsRow } from '../../core/usage-store.js';
import type { Days } from '../days.js';
import type { ResolvedBudget } from './budget.js';

/** How long a budget counts together: from `from`, included, to `to`, not included, in epoch ms. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * What was spent of one budget, by whose it is: as the store said last, and what it did not know then. What is written
 * while the store is being asked counts twice until it is asked again: too much for a moment, and never too little.
 */
export class SpendCounter {
  readonly budget: ResolvedBudget;
  readonly #days: Days;
  #window: Window | undefined;
  #isStale = true;
  #stored = new Map<string, number>();
  /** Written before the store was asked: in what it is about to say. */
  #asked = new Map<string, number>();
  /** Written since. */
  #written = new Map<string, number>();
  #unwritten = new Map<string, number>();
  readonly #reserved = new Map<string, number>();
  /** The shares that were told of, and that it is used up. */
  readonly #told = new Set<string>();

  constructor(budget: ResolvedBudget, days: Days) {
    this.budget = budget;
    this.#days = days;
  }

  /** Whether its window is one that the store was not asked about: others may have spent of it. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** The window of a time; a new one begins with nothing spent. */
  window(now: number): Window {
    const known = this.#window;
    if (known !== undefined && now >= known.from && now < known.to) return known;
    this.#window = this.#windowAt(now);
    this.#isStale = true;
    this.#stored = new Map();
    this.#asked = new Map();
    this.#written = new Map();
    this.#unwritten = new Map();
    this.#told.clear();
    return this.#window;
  }

  spent(subject: string): number {
    const parts = [this.#stored, this.#asked, this.#written, this.#unwritten];
    let sum = 0;
    for (const part of parts) sum += part.get(subject) ?? 0;
    return sum;
  }

  reserved(subject: string): number {
    return this.#reserved.get(subject) ?? 0;
  }

  spend(subject: string, amount: number): void {
    if (amount > 0) add(this.#unwritten, subject, amount);
  }

  /** What was spent is written: from now on it may be in what the store says. */
  written(subject: string, amount: number): void {
    // Of a window before, nothing is left here.
    const moved = Math.min(amount, this.#unwritten.get(subject) ?? 0);
    if (moved <= 0) return;
    add(this.#unwritten, subject, -moved);
    add(this.#written, subject, moved);
  }

  reserve(subject: string, amount: number): void {
    add(this.#reserved, subject, amount);
  }

  /** The store is about to be asked. */
  ask(): void {
    this.#isStale = false;
    for (const [subject, amount] of this.#written) add(this.#asked, subject, amount);
    this.#written = new Map();
  }

  /** Takes over what the store says; it was asked after `ask()`, for the window that begins at `from`. */
  restore(rows: readonly SumsRow[], from: number): void {
    if (this.#window?.from !== from) return;
    this.#stored = new Map(rows.map(({ name = '', sums }) => [name, amountOf(this.budget, sums)]));
    this.#asked = new Map();
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

function add(amounts: Map<string, number>, subject: string, amount: number): void {
  const sum = (amounts.get(subject) ?? 0) + amount;
  // Sums of fractions need not come back to 0 exactly.
  if (sum < 1e-6) amounts.delete(subject);
  else amounts.set(subject, sum);
}
