import type { AttemptEntry, UsageEntry } from '../../core/usage-entry.js';
import type { Admission, BudgetRefusal, PlannedAttempt } from '../../core/usage-recorder.js';
import type { UsageStore } from '../../core/usage-store.js';
import type { Days } from '../days.js';
import { readMetadata } from '../entries/labels.js';
import type { LedgerEvent } from '../ledger/ledger-events.js';
import type { PriceBook } from '../prices/price-book.js';
import type { ResolvedBudget } from './budget.js';
import { cantCount, usedUp } from './budget-refusal.js';
import { Expectation, type Expected } from './planned-cost.js';
import { SpendCounter } from './spend-counter.js';

/** What {@link Budgets} is made of. */
export interface BudgetsInit {
  readonly budgets: readonly ResolvedBudget[];
  readonly days: Days;
  readonly prices: PriceBook | undefined;
  readonly now: () => number;
  readonly tell: (event: LedgerEvent) => void;
}

/** One request's share of one budget. */
interface Reservation {
  readonly counter: SpendCounter;
  readonly subject: string;
  readonly amount: number;
}

/** Whose budgets a request uses. */
interface Spender {
  readonly user?: string | undefined;
  readonly agent?: string | undefined;
  readonly job?: string | undefined;
  readonly provider: string;
  readonly model: string;
  readonly keyId?: string | undefined;
}

const ADMITTED: Admission = { type: 'admitted' };

/**
 * All budgets. A request is admitted where what was spent, what is under way and what it will use itself fit in each of
 * them; where only what is under way stands in its way, it waits until some of that is over.
 */
export class Budgets {
  readonly #init: BudgetsInit;
  readonly #counters: readonly SpendCounter[];
  readonly #expectation: Expectation;
  readonly #underWay = new Map<
    string,
    { readonly reservations: readonly Reservation[]; readonly roughTokens: number }
  >();
  readonly #unpriced = new Set<string>();
  #settled: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(init: BudgetsInit) {
    this.#init = init;
    this.#counters = init.budgets.map((budget) => new SpendCounter(budget, init.days));
    this.#expectation = new Expectation(init.prices);
  }

  get isEmpty(): boolean {
    return this.#counters.length === 0;
  }

  /** What was spent of each budget that anything was spent of. */
  spentOf(spender: Spender): readonly { readonly budget: ResolvedBudget; readonly spent: number }[] {
    const now = this.#init.now();
    return this.#counters.flatMap((counter) => {
      const subject = subjectOf(counter.budget, spender);
      if (subject === undefined) return [];
      counter.window(now);
      return [{ budget: counter.budget, spent: counter.spent(subject) }];
    });
  }

  admit(planned: PlannedAttempt): Admission {
    const now = this.#init.now();
    // Asked anew, a call that waited or tries again holds nothing from before.
    this.release(planned.admissionId);
    const { labels, batch } = readMetadata(planned.metadata);
    const expected = this.#expectation.of(planned, { at: now, batch });
    const { provider, model, keyId } = planned;
    const { user, agent, job } = labels;
    const spender: Spender = { provider, model, keyId, user, agent, job };
    const reservations: Reservation[] = [];
    let isBusy = false;
    for (const counter of this.#counters) {
      const subject = subjectOf(counter.budget, spender);
      if (subject === undefined) continue;
      const { to } = counter.window(now);
      const amount = amountOf(counter.budget, expected);
      if (amount === undefined && !this.#isPassed(counter.budget, planned)) return cantCount(counter.budget, planned);
      const spent = counter.spent(subject);
      if (spent + (amount ?? 0) > counter.budget.limit) return this.#refuse({ counter, subject, spent, to });
      // Alone it may go, whatever it takes; beside others only where the longest answer fits, too.
      const reserved = counter.reserved(subject);
      const held = amountOf(counter.budget, expected.most) ?? 0;
      isBusy ||= reserved > 0 && spent + reserved + held > counter.budget.limit;
      reservations.push({ counter, subject, amount: held });
    }
    if (isBusy) return { type: 'later', ready: this.#nextSettled() };
    for (const { counter, subject, amount } of reservations) counter.reserve(subject, amount);
    const { roughTokens } = expected;
    if (reservations.length > 0) this.#underWay.set(planned.admissionId, { reservations, roughTokens });
    return ADMITTED;
  }

  /** What a call holds of budgets is free again. */
  release(admissionId: string): void {
    const held = this.#underWay.get(admissionId);
    if (held === undefined) return;
    this.#underWay.delete(admissionId);
    for (const { counter, subject, amount } of held.reservations) counter.reserve(subject, -amount);
    const settled = this.#settled;
    this.#settled = undefined;
    settled?.resolve();
  }

  /** Counts a request of a call that is over, and gives back what it held. */
  spend(entry: AttemptEntry, admissionId: string): void {
    this.#expectation.learn(entry, this.#underWay.get(admissionId)?.roughTokens);
    for (const counter of this.#counters) {
      const subject = subjectOf(counter.budget, entry);
      if (subject === undefined) continue;
      const { from, to } = counter.window(this.#init.now());
      if (entry.at < from || entry.at >= to) continue;
      counter.spend(subject, spentAmount(counter.budget, entry));
      this.#warn(counter, subject);
    }
    this.release(admissionId);
  }

  /** Whether a day or month is another one than that of which is known what was spent. */
  isStale(): boolean {
    const now = this.#init.now();
    return this.#counters.some((counter) => {
      counter.window(now);
      return counter.isStale;
    });
  }

  /** What of these was spent is in the store now. */
  written(entries: readonly UsageEntry[]): void {
    const now = this.#init.now();
    for (const entry of entries) {
      if (entry.type !== 'attempt') continue;
      for (const counter of this.#counters) {
        const subject = subjectOf(counter.budget, entry);
        if (subject === undefined) continue;
        const { from, to } = counter.window(now);
        if (entry.at >= from && entry.at < to) counter.written(subject, spentAmount(counter.budget, entry));
      }
    }
  }

  /** Reads anew what was spent, by others, too. */
  async restore(store: UsageStore): Promise<void> {
    const now = this.#init.now();
    await Promise.all(
      this.#counters.map(async (counter) => {
        const { from } = counter.window(now);
        counter.ask();
        const by = counter.budget.each ?? 'all';
        counter.restore(await store.sums({ by, ...(Number.isFinite(from) ? { from } : {}) }), from);
      }),
    );
  }

  #warn(counter: SpendCounter, subject: string): void {
    const { budget } = counter;
    const spent = counter.spent(subject);
    for (const share of budget.warnAt) {
      if (spent < share * budget.limit || !counter.tellOnce(`${share} ${subject}`)) continue;
      this.#init.tell({ type: 'budget-warning', at: this.#init.now(), share, ...describe({ budget, subject, spent }) });
    }
  }

  #refuse(of: {
    readonly counter: SpendCounter;
    readonly subject: string;
    readonly spent: number;
    readonly to: number;
  }): BudgetRefusal {
    const { counter, subject, spent, to } = of;
    const { budget } = counter;
    const resetsAt = Number.isFinite(to) ? to : undefined;
    if (counter.tellOnce(`exceeded ${subject}`)) {
      const described = describe({ budget, subject, spent });
      this.#init.tell({ type: 'budget-exceeded', at: this.#init.now(), resetsAt, ...described });
    }
    return usedUp({ budget, subject, spent, resetsAt });
  }

  /** Whether a budget in money lets pass what it can't count; it says so once for each model. */
  #isPassed(budget: ResolvedBudget, { provider, model }: PlannedAttempt): boolean {
    if (budget.unpriced === 'stop') return false;
    const name = `${provider}/${model}`;
    if (this.#unpriced.has(name)) return true;
    this.#unpriced.add(name);
    this.#init.tell({ type: 'unpriced-model', at: this.#init.now(), provider, model, budget: budget.name });
    return true;
  }

  #nextSettled(): Promise<void> {
    this.#settled ??= deferred();
    return this.#settled.promise;
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Whose budget it is: `''` for one of everything; `undefined` where the budget has nothing to do with the request. */
function subjectOf({ each, only }: ResolvedBudget, spender: Spender): string | undefined {
  if (each === undefined) return '';
  const subject = each === 'key' ? spender.keyId : spender[each];
  return only === undefined || subject === only ? subject : undefined;
}

function amountOf({ unit }: ResolvedBudget, expected: Expected['most']): number | undefined {
  if (unit === 'requests') return 1;
  return unit === 'usd' ? expected.costNanoUsd : expected.inputTokens + expected.outputTokens;
}

function spentAmount({ unit }: ResolvedBudget, entry: AttemptEntry): number {
  if (entry.outcome === 'cached') return 0;
  if (unit === 'requests') return 1;
  return unit === 'usd' ? (entry.costNanoUsd ?? 0) : (entry.inputTokens ?? 0) + (entry.outputTokens ?? 0);
}

function describe(of: { readonly budget: ResolvedBudget; readonly subject: string; readonly spent: number }) {
  const { budget, subject, spent } = of;
  const scale = budget.unit === 'usd' ? 1_000_000_000 : 1;
  return {
    budget: budget.name,
    subject: subject === '' ? undefined : subject,
    unit: budget.unit,
    spent: spent / scale,
    limit: budget.limit / scale,
  };
}
