import { toCsv } from '../usage/reports/csv.js';

/** Rows to show. */
export interface ReportTable {
  readonly rows: readonly object[];
  /** Those that a table shows, in this order. @default all */
  readonly columns?: readonly string[];
  /** The column whose values get bars. */
  readonly bar: string | undefined;
  /** The code of the second currency. */
  readonly currency?: string | undefined;
}

/** How to show them. */
export interface Rendering {
  readonly format: 'table' | 'json' | 'csv';
  readonly bars: 'bars' | 'plain';
}

type Cells = Readonly<Record<string, string | number | boolean | undefined>>;

/** Rows as text. */
export function render({ rows, columns, bar, currency }: ReportTable, { format, bars }: Rendering): string {
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  if (format === 'csv') return toCsv(rows);
  if (rows.length === 0) return 'Nothing.\n';
  const cells = rows as readonly Cells[];
  const names = (columns ?? Object.keys(rows[0] ?? {})).filter((name) => cells.some((row) => row[name] !== undefined));
  const withBars = bar !== undefined && bars === 'bars';
  const header = [
    ...names.map((name) => (name === 'cost' ? `cost ${currency?.toLowerCase() ?? ''}` : title(name))),
    ...(withBars ? [''] : []),
  ];
  const most = bar === undefined ? 0 : largest(cells.map((row) => Number(row[bar] ?? 0)));
  const body = cells.map((row) => [
    ...names.map((name) => show(name, row[name])),
    ...(withBars ? [barOf(Number(row[bar] ?? 0), most)] : []),
  ]);
  const isNumber = names.map((name) => cells.every((row) => row[name] === undefined || typeof row[name] === 'number'));
  const widths = header.map((_, index) => largest([header, ...body].map((line) => (line[index] ?? '').length)));
  const line = (parts: readonly string[]): string =>
    parts
      .map((part, index) =>
        isNumber[index] === true ? part.padStart(widths[index] ?? 0) : part.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return `${[header, ...body].map(line).join('\n')}\n`;
}

/** As arguments of one call, a hundred thousand rows come close to overflowing the stack. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

const BAR_WIDTH = 20;

function barOf(value: number, most: number): string {
  return most <= 0 ? '' : '█'.repeat(Math.round((value / most) * BAR_WIDTH));
}

function title(name: string): string {
  return name.replace(/([A-Z])/g, ' $1').toLowerCase();
}

function show(name: string, value: Cells[string]): string {
  if (value === undefined) return '–';
  if (name === 'successRate') return `${(Number(value) * 100).toFixed(1)} %`;
  if (name === 'costUsd' || name === 'cost') return money(Number(value));
  // eslint-disable-next-line no-control-regex -- a label is somebody's word: no control characters of a terminal in it
  return typeof value === 'string' ? value.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ') : String(value);
}

/** What costs little must not look as if it cost nothing. */
function money(value: number): string {
  return value === 0 || value >= 0.01 ? value.toFixed(4) : value.toPrecision(2);
}
