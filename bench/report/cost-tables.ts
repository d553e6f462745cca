import { table } from '../../scripts/readme-tables/markdown.js';
import type { CallCost } from '../cost/call-cost.js';
import { kilobytes, microseconds, milliseconds } from './figures.js';
import type { BenchResults } from './results.js';

/** What a successful call costs. */
export function callTable({ calls }: BenchResults): string {
  const rows = calls.map((cost) => {
    const under = calls.find(({ id }) => id === cost.over);
    return [
      cost.title,
      microseconds(cost.microseconds),
      kilobytes(cost.bytes),
      under === undefined ? '' : added(cost, under),
    ];
  });
  return table(['a successful call', 'CPU time', 'allocated', 'over what it is put around'], rows);
}

function added(cost: CallCost, under: CallCost): string {
  return `+${microseconds(cost.microseconds - under.microseconds)}, +${kilobytes(cost.bytes - under.bytes)}`;
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
