import { checkOptions } from '../../core/check-options.js';
import { systemClock, type Clock } from '../../core/clock.js';
import type { AttemptEntry, CallEntry } from '../../core/usage-entry.js';
import type { EntriesFilter, EntriesPage, SumsQuery, UsageRange, UsageStore } from '../../core/usage-store.js';
import type { UsageDimension, UsageFilter } from '../../core/usage-totals.js';
import type { Currency } from './currency.js';
import { dayName, Days } from '../days.js';
import { emptySums } from '../sums/growing-sums.js';
import { localDay } from '../sums/sums-source.js';
import { checkRows } from '../sums/too-many-rows.js';
import { detailsQuery, groupQuery, historyQuery, summaryQuery } from './report-queries.js';
import { usageTotals, type UsageTotals } from './usage-totals.js';

/** Of a report: what is more is no report, and a store of a million users would fill the memory. */
const MOST_ROWS = 100_000;

/** What of a store reports are made of. */
export type ReportSource = Pick<UsageStore, 'sums' | 'attempts' | 'calls'>;

/** What {@link usageReports} takes. */
export interface UsageReportsOptions {
  /** An open store. */
  readonly store: ReportSource;
  /** Whose midnight ends a day. @default the system's */
  readonly timeZone?: string | undefined;
  /** @default only US dollars */
  readonly currency?: Currency | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
}

/** Picks what a report is about. */
export interface ReportQuery extends UsageRange {
  /** Only these. With more than one filter the entries themselves are added up, as far as they are kept. */
  readonly where?: UsageFilter;
}

/** Picks the days of a history. */
export interface HistoryQuery extends Pick<ReportQuery, 'where'> {
  /** How many, today's included. @default 30 */
  readonly days?: number;
}

/** Picks single entries, the newest first. */
export interface DetailsQuery extends UsageRange {
  readonly where?: EntriesFilter;
  /** How many at most, up to 1,000. @default 50 */
  readonly limit?: number;
  /** How many to leave out first. @default 0 */
  readonly offset?: number;
}

/** Today, this month, and all there is. */
export interface UsageSummary {
  readonly timeZone: string;
  /** The code of the second currency; absent where none is set. */
  readonly currency?: string;
  readonly today: UsageTotals;
  readonly month: UsageTotals;
  readonly all: UsageTotals;
}

/** One row of a report: a model, a key, an agent … */
export interface UsageGroup extends UsageTotals {
  /** `undefined`: what has none. */
  readonly name: string | undefined;
}

/** One day of a history. */
export interface UsageDay extends UsageTotals {
  /** `2026-03-02`, in the time zone of the reports. */
  readonly day: string;
}

/** Answers questions about what was used. */
export interface UsageReports {
  readonly timeZone: string;
  readonly currency: Currency | undefined;
  summary(query?: Pick<ReportQuery, 'where'>): Promise<UsageSummary>;
  /** Day by day, the oldest first, those without requests included. */
  history(query?: HistoryQuery): Promise<readonly UsageDay[]>;
  /**
   * By provider, model, key, kind of error, user, agent, job, document or task; those with the most requests first.
   * Rejects with a `TypeError` where there are more than 100,000 of them.
   */
  by(dimension: UsageDimension, query?: ReportQuery): Promise<readonly UsageGroup[]>;
  /** Single requests, the newest first. */
  attempts(query?: DetailsQuery): Promise<EntriesPage<AttemptEntry>>;
  /** Single calls, the newest first. */
  calls(query?: DetailsQuery): Promise<EntriesPage<CallEntry>>;
}

/**
 * Reports over a store, also that of another process.
 * @example const { today } = await usageReports({ store, timeZone: 'Europe/Berlin' }).summary();
 * @throws TypeError where the time zone is unknown; the reports reject with one where their query is wrong
 */
export function usageReports({ store, timeZone, currency, clock = systemClock }: UsageReportsOptions): UsageReports {
  const days = new Days(timeZone);

  async function totals(query: Omit<SumsQuery, 'by'>): Promise<UsageTotals> {
    const [row] = await store.sums({ by: 'all', ...query });
    return usageTotals(row?.sums ?? emptySums(), currency);
  }

  return {
    timeZone: days.timeZone,
    currency,

    async summary(query = {}) {
      checkOptions(query, { subject: 'summary()', schema: summaryQuery() });
      const now = clock.now();
      const where = query.where === undefined ? {} : { where: query.where };
      const [today, month, all] = await Promise.all([
        totals({ ...where, from: days.startOfDay(now) }),
        totals({ ...where, from: days.startOfMonth(now) }),
        totals(where),
      ]);
      const code = currency === undefined ? {} : { currency: currency.code };
      return { timeZone: days.timeZone, ...code, today, month, all };
    },

    async history(query = {}) {
      checkOptions(query, { subject: 'history()', schema: historyQuery() });
      const count = query.days ?? 30;
      const now = clock.now();
      const from = days.startOfDayBefore(now, count - 1);
      const to = days.startOfNextDay(now);
      const offsets = days.offsets({ from, to });
      const rows = await store.sums({
        by: 'all',
        ...(query.where === undefined ? {} : { where: query.where }),
        from,
        to,
        days: offsets,
      });
      const first = localDay(from, offsets);
      const found = new Map(rows.map((row) => [row.day, row.sums]));
      return Array.from({ length: count }, (_, index) => {
        const day = first + index;
        return { day: dayName(day), ...usageTotals(found.get(day) ?? emptySums(), currency) };
      });
    },

    async by(dimension, query = {}) {
      checkOptions({ ...query, dimension }, { subject: 'by()', schema: groupQuery() });
      const rows = await store.sums({ by: dimension, ...query, mostRows: MOST_ROWS });
      checkRows(rows.length, MOST_ROWS);
      return rows
        .map(({ name, sums }) => ({ name, ...usageTotals(sums, currency) }))
        .sort((a, b) => b.requests - a.requests || b.calls - a.calls || (a.name ?? '').localeCompare(b.name ?? ''));
    },

    async attempts(query = {}) {
      checkOptions(query, { subject: 'attempts()', schema: detailsQuery() });
      return store.attempts({ limit: 50, offset: 0, ...query });
    },

    async calls(query = {}) {
      checkOptions(query, { subject: 'calls()', schema: detailsQuery() });
      return store.calls({ limit: 50, offset: 0, ...query });
    },
  };
}
