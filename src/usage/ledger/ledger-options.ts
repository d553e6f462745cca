import * as z from 'zod/mini';
import { checkOptions, field } from '../../core/check-options.js';
import type { Clock } from '../../core/clock.js';
import type { Duration } from '../../core/duration.js';
import { durationField, durationOrFalseField, integerField } from '../../core/option-fields.js';
import type { UsageStore } from '../../core/usage-store.js';
import { budgetsField, type Budget } from '../budgets/budget.js';
import { currencyField, type Currency } from '../reports/currency.js';
import type { PriceBook } from '../prices/price-book.js';

/** How long entries are kept. Their sums stay. */
export interface RetentionOptions {
  /** Older entries go. @default none go for their age */
  readonly maxAge?: Duration;
  /** More attempts are not kept: the oldest go, with the calls of their time. @default any number is kept */
  readonly maxAttempts?: number;
  /**
   * The oldest go until the file of SQLite or of JSON lines is no larger, in bytes; sums stay, and are no part of the bound
   * once no entry is left. PostgreSQL refuses it, since a table keeps its size: bound `maxAttempts` there. The memory
   * store has a bound of its own. @default any size
   */
  readonly maxBytes?: number;
  /** Sums of single quarters of an hour are brought together by day after so long. @default '90d' */
  readonly sumsByDayAfter?: Duration;
  /** How often the ledger cleans up by itself; `false`: only by `ledger.cleanUp()`. @default '6h' */
  readonly every?: Duration | false;
}

/** What {@link usageLedger} takes. */
export interface UsageLedgerOptions {
  /** Where to write, such as `sqliteUsageStore({ file })` of `llm-resilience/stores/sqlite`. */
  readonly store: UsageStore;
  /** `genaiPrices()` of `llm-resilience/prices`, or a `priceTable()` of your own. @default none: no cost is known */
  readonly prices?: PriceBook;
  /** What may be spent. @default no bounds */
  readonly budgets?: readonly Budget[];
  /** Whose midnight ends a day, as of the IANA: `'Europe/Berlin'`. @default the system's */
  readonly timeZone?: string;
  /** A second currency for reports. @default only US dollars */
  readonly currency?: Currency;
  /** What goes, and when. @default everything is kept */
  readonly retention?: RetentionOptions;
  /** Whether prompts and answers are kept: `'none'`, or `'store'` them. @default 'none' */
  readonly content?: 'none' | 'store';
  /** Entries are written at least so often. @default '1s' */
  readonly flushEvery?: Duration;
  /** Or as soon as so many are there. @default 500 */
  readonly batchSize?: number;
  /** So many wait in memory at most while the store can't write; then the oldest go, and are counted. @default 100000 */
  readonly maxBuffered?: number;
  /** Whether the last entries are written when the process ends, also by SIGINT, SIGTERM or SIGHUP. @default true */
  readonly flushOnExit?: boolean;
  /** @default the system's */
  readonly clock?: Clock;
}

const hasMethods = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');

const schema = () =>
  z.strictObject({
    store: field(
      (value) => hasMethods(value, ['open', 'write', 'sums', 'attempts', 'calls', 'cleanUp', 'close']),
      'a usage store, such as memoryUsageStore()',
    ),
    prices: z.optional(field((value) => hasMethods(value, ['costOf']), 'prices, such as genaiPrices()')),
    budgets: z.optional(budgetsField()),
    // The calendar tells of wrong ones.
    timeZone: z.optional(z.unknown()),
    currency: z.optional(currencyField()),
    retention: z.optional(
      z.strictObject({
        maxAge: z.optional(durationField()),
        maxAttempts: z.optional(integerField(1)),
        maxBytes: z.optional(integerField(1)),
        sumsByDayAfter: z.optional(durationField()),
        every: z.optional(durationOrFalseField()),
      }),
    ),
    content: z.optional(field((value) => value === 'none' || value === 'store', "'none' or 'store'")),
    flushEvery: z.optional(durationField()),
    batchSize: z.optional(integerField(1)),
    maxBuffered: z.optional(integerField(1)),
    flushOnExit: z.optional(field((value) => typeof value === 'boolean', 'true or false')),
    clock: z.optional(
      field((value) => hasMethods(value, ['now', 'elapsed', 'sleep']), 'a clock with now(), elapsed() and sleep()'),
    ),
  });

/**
 * Checks the options of a ledger.
 * @throws TypeError that lists every problem
 */
export function checkLedgerOptions(options: unknown): void {
  checkOptions(options, { subject: 'usageLedger()', schema: schema(), secrets: ['store'] });
}
