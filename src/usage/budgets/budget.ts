import * as z from 'zod/mini';
import { field } from '../../core/check-options.js';

/** What a budget can have one of for each. */
export type BudgetSubject = 'user' | 'agent' | 'job' | 'key' | 'model' | 'provider';

interface BudgetBase {
  /** How events and errors call it. @default what it limits: `day`, `month`, `job per day` … */
  readonly name?: string;
  /** When it begins anew; `'ever'`: never. @default 'ever' */
  readonly per?: 'day' | 'month' | 'ever';
  /** One budget for each user, job … of its own; left out: one for everything together. */
  readonly each?: BudgetSubject;
  /** Only for this one of `each`. @default for each of them */
  readonly only?: string;
  /** At which shares of it a `budget-warning` comes. @default [0.8] */
  readonly warnAt?: readonly number[];
  /**
   * What a budget in money does with a model whose price is not known: it can't count it, so it lets it pass and says so
   * (`unpriced-model`), or stops it. @default 'allow'
   */
  readonly unpriced?: 'allow' | 'stop';
}

/** What may be spent: money in US dollars, tokens (input and output together) or requests. */
export type Budget = BudgetBase &
  (
    | { readonly usd: number; readonly tokens?: never; readonly requests?: never }
    | { readonly tokens: number; readonly usd?: never; readonly requests?: never }
    | { readonly requests: number; readonly usd?: never; readonly tokens?: never }
  );

/** What a budget is counted in. */
export type BudgetUnit = 'usd' | 'tokens' | 'requests';

/** A {@link Budget}, complete. */
export interface ResolvedBudget {
  readonly name: string;
  readonly per: 'day' | 'month' | 'ever';
  readonly each: BudgetSubject | undefined;
  readonly only: string | undefined;
  readonly warnAt: readonly number[];
  readonly unpriced: 'allow' | 'stop';
  readonly unit: BudgetUnit;
  /** In tokens, requests, or billionths of a US dollar. */
  readonly limit: number;
}

const amount = field<number>(
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  'a number > 0',
);

/** The check of a list of budgets. */
export const budgetsField = () =>
  z.array(
    z
      .strictObject({
        name: z.optional(z.string()),
        per: z.optional(field((value) => PERIODS.includes(value as never), "'day', 'month' or 'ever'")),
        each: z.optional(
          field((value) => SUBJECTS.includes(value as never), SUBJECTS.map((name) => `'${name}'`).join(', ')),
        ),
        only: z.optional(z.string()),
        warnAt: z.optional(
          field(
            (value) =>
              Array.isArray(value) && value.every((share) => typeof share === 'number' && share > 0 && share <= 1),
            'a list of shares > 0 and <= 1, such as [0.8]',
          ),
        ),
        unpriced: z.optional(field((value) => value === 'allow' || value === 'stop', "'allow' or 'stop'")),
        usd: z.optional(amount),
        tokens: z.optional(amount),
        requests: z.optional(amount),
      })
      .check(
        z.refine(
          (budget) => UNITS.filter((unit) => budget[unit] !== undefined).length === 1,
          'a budget in one of `usd`, `tokens` and `requests`',
        ),
        z.refine(
          (budget) => budget.only === undefined || budget.each !== undefined,
          'a budget with `each` beside `only`',
        ),
      ),
  );

const PERIODS = ['day', 'month', 'ever'] as const;
const SUBJECTS = ['user', 'agent', 'job', 'key', 'model', 'provider'] as const;
const UNITS = ['usd', 'tokens', 'requests'] as const;

/** Fills in the defaults of a checked budget. */
export function resolveBudget(budget: Budget): ResolvedBudget {
  const unit = UNITS.find((name) => budget[name] !== undefined) ?? 'requests';
  const per = budget.per ?? 'ever';
  const amountGiven = budget[unit] ?? 0;
  return {
    name: budget.name ?? defaultName(budget, per),
    per,
    each: budget.each,
    only: budget.only,
    warnAt: budget.warnAt ?? [0.8],
    unpriced: budget.unpriced ?? 'allow',
    unit,
    limit: unit === 'usd' ? Math.round(amountGiven * 1_000_000_000) : amountGiven,
  };
}

function defaultName({ each, only }: Budget, per: ResolvedBudget['per']): string {
  const subject = [each, only === undefined ? undefined : `"${only}"`].filter((part) => part !== undefined).join(' ');
  if (per === 'ever') return subject === '' ? 'total' : subject;
  return subject === '' ? per : `${subject} per ${per}`;
}

/** An amount of a unit, for people. */
export function formatAmount(value: number, unit: BudgetUnit): string {
  if (unit !== 'usd') return `${Math.round(value)} ${unit}`;
  const usd = value / 1_000_000_000;
  return `$${usd >= 1 ? usd.toFixed(2) : usd.toPrecision(3)}`;
}
