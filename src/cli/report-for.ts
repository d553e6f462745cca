import type { UsageFilter } from '../core/usage-totals.js';
import { DIMENSIONS } from '../usage/reports/report-queries.js';
import type { UsageReports } from '../usage/reports/reports.js';
import type { UsageTotals } from '../usage/reports/usage-totals.js';
import type { ReportTable } from './render.js';

/** What a command line asks for. */
export interface ReportRequest {
  readonly report: string;
  readonly dimension: string | undefined;
  readonly where: UsageFilter;
  readonly days: number | undefined;
  readonly from: number | undefined;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

/**
 * The rows of a report.
 * @throws TypeError where there is no such report
 */
export async function reportFor(reports: UsageReports, request: ReportRequest): Promise<ReportTable> {
  const { report, dimension, where, days, from, limit, offset } = request;
  const range = { where, ...(from === undefined ? {} : { from }) };
  const page = { ...range, ...(limit === undefined ? {} : { limit }), ...(offset === undefined ? {} : { offset }) };
  switch (report) {
    case 'summary': {
      const { today, month, all } = await reports.summary({ where });
      return {
        rows: [
          { period: 'today', ...today },
          { period: 'month', ...month },
          { period: 'all', ...all },
        ],
        columns: columns('period'),
        bar: undefined,
      };
    }
    case 'history': {
      const rows = await reports.history({ where, ...(days === undefined ? {} : { days }) });
      return { rows, columns: columns('day'), bar: 'totalTokens' };
    }
    case 'by': {
      const known = DIMENSIONS.find((name) => name === dimension);
      if (known === undefined) throw new TypeError(`Say by what: ${DIMENSIONS.join(', ')}.`);
      const groups = await reports.by(known, range);
      return {
        rows: groups.map((group) => ({ ...group, name: group.name ?? '(none)' })),
        columns: columns('name'),
        bar: 'totalTokens',
      };
    }
    case 'details':
      return { rows: (await reports.attempts(page)).entries.map(withTime), columns: DETAILS, bar: undefined };
    case 'calls':
      return { rows: (await reports.calls(page)).entries.map(withTime), columns: CALLS, bar: undefined };
    default:
      throw new TypeError(
        `There is no report \`${report}\`; there are summary, history, by, details, calls and clean.`,
      );
  }
}

const columns = (first: string): readonly string[] => [first, ...TOTALS];

const TOTALS = [
  'requests',
  'successRate',
  'calls',
  'failedCalls',
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'costUsd',
  'cost',
  'unpricedRequests',
  'averageWaitMs',
  'averageDurationMs',
] as const satisfies readonly (keyof UsageTotals)[];

const DETAILS = [
  'time',
  'provider',
  'model',
  'keyId',
  'outcome',
  'kind',
  'waitedMs',
  'durationMs',
  'inputTokens',
  'outputTokens',
  'costUsd',
  'job',
];
const CALLS = ['time', 'provider', 'model', 'outcome', 'kind', 'attempts', 'waitedMs', 'durationMs', 'costUsd', 'job'];

function withTime<Entry extends { readonly at: number; readonly costNanoUsd?: number }>(entry: Entry) {
  const costUsd = entry.costNanoUsd === undefined ? undefined : entry.costNanoUsd / 1_000_000_000;
  return { time: new Date(entry.at).toISOString(), ...entry, costUsd };
}
