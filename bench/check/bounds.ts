import { readFileSync, writeFileSync } from 'node:fs';
import { requestRatio } from '../report/figures.js';
import { rounded, type Summary } from '../report/summary.js';

/** The worst that a scenario may come to. Everything is exact, and the same on every machine. */
export interface Bound {
  /** Requests / needed. */
  readonly requests: number;
  readonly makespan: number;
  readonly worstMakespan: number;
  readonly lost: number;
  readonly hung: number;
  readonly corrupt: number;
  readonly relapses: number;
  readonly refusedAfter: number;
}

/** By scenario. */
export type Bounds = Readonly<Record<string, Bound>>;

const FILE = new URL('../bounds.json', import.meta.url);

/** Those that are kept in the repository. */
export function readBounds(): Bounds {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Bounds;
}

/** Keeps bounds. */
export function writeBounds(bounds: Bounds): void {
  writeFileSync(FILE, `${JSON.stringify(bounds, null, 2)}\n`);
}

/** What was measured, as a bound. */
export function boundOf(summary: Summary): Bound {
  const { makespan, worstMakespan, lost, hung, corrupt, relapses, refusedAfter } = summary;
  const requests = rounded(requestRatio(summary));
  return { requests, makespan, worstMakespan, lost, hung, corrupt, relapses, refusedAfter };
}

/** What is worse than its bound, in words. */
export function regressions(summary: Summary, bound: Bound | undefined): readonly string[] {
  if (bound === undefined) return [`${summary.scenario}: there is no bound; run npm run bench:check -- --tighten`];
  const measured = boundOf(summary);
  return (Object.keys(bound) as (keyof Bound)[])
    .filter((name) => measured[name] > bound[name])
    .map((name) => `${summary.scenario}: ${name} is ${measured[name]}, and must not be more than ${bound[name]}`);
}

/** The better of two bounds, figure by figure: bounds are never loosened by a program. */
export function tightened(bound: Bound | undefined, measured: Bound): Bound {
  if (bound === undefined) return measured;
  const names = Object.keys(measured) as (keyof Bound)[];
  return Object.fromEntries(names.map((name) => [name, Math.min(bound[name], measured[name])])) as unknown as Bound;
}
