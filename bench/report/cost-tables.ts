import { table } from '../../scripts/readme-tables/markdown.js';
import type { CallCost } from '../cost/call-cost.js';
import { kilobytes, microseconds, milliseconds } from './figures.js';
import type { BenchResults } from './results.js';

/** What a successful call costs over an answer that is there at once. */
export function callTable({ calls }: BenchResults): string {
  return costTable('a successful call', calls);
}

/** What a successful call costs over a real connection. */
export function wireTable({ wire }: BenchResults): string {
  return costTable('a successful call over HTTP', wire);
}

function costTable(what: string, calls: readonly CallCost[]): string {
  const rows = calls.map((cost) => {
    const under = calls.find(({ id }) => id === cost.over);
    return [
      cost.title,
      microseconds(cost.microseconds),
      kilobytes(cost.bytes),
      under === undefined ? '' : added(cost, under),
    ];
  });
  return table([what, 'CPU time', 'allocated', 'over what it is put around'], rows);
}

function added(cost: CallCost, under: CallCost): string {
  const time = signed(cost.microseconds - under.microseconds, microseconds);
  return `${time}, ${signed(cost.bytes - under.bytes, kilobytes)}`;
}

function signed(value: number, format: (value: number) => string): string {
  return `${value < 0 ? '−' : '+'}${format(Math.abs(value))}`;
}

/** What 10,000 waiting calls cost. */
export function parkedTable({ parked }: BenchResults): string {
  const rows = parked.map(({ title, bytes, timers, cpuPercent, abortMs }) => [
    title,
    kilobytes(bytes),
    String(timers),
    `${cpuPercent.toFixed(1)} %`,
    abortMs === undefined ? 'never' : milliseconds(abortMs),
  ]);
  return table(['10,000 waiting calls', 'bytes of each', 'timers of all', 'CPU', 'all aborted after'], rows);
}

/** What an import costs. */
export function importTable({ imports }: BenchResults): string {
  const rows = imports.map(({ title, importMs, gzipBytes }) => [title, milliseconds(importMs), kilobytes(gzipBytes)]);
  return table(['', 'import', 'minified and gzipped, with its packages'], rows);
}
