import { readFileSync, writeFileSync } from 'node:fs';
import { requestRatio } from '../report/figures.js';
import { rounded, type Summary } from '../report/summary.js';
import type { Goal } from '../scenarios/index.js';

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
  /** Only where the goal says something of it. */
  readonly refusedAfter?: number;
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

/** Changes of the engine may move a ratio by this much without being a regression. */
const SLACK = 0.02;

/** What is worse than its bound, in words. */
export function regressions(summary: Summary, bound: Bound | undefined): readonly string[] {
  if (bound === undefined) return [`${summary.scenario}: there is no bound; run npm run bench:check -- --tighten`];
  const measured = { ...summary, requests: requestRatio(summary) };
  return (Object.entries(bound) as [keyof Bound, number][])
    .filter(([name, most]) => measured[name] > most)
    .map(([name, most]) => `${summary.scenario}: ${name} is ${measured[name]}, and must not be more than ${most}`);
}

/**
 * What a scenario must keep: its goal where that is reached, else what was measured and a little more.
 * @param old stays where it is better: no program loosens a bound.
 */
export function tightened(summary: Summary, goal: Partial<Goal>, old: Bound | undefined): Bound {
  const ratioBound = (measured: number, wanted = 0): number =>
    Math.max(wanted, Math.ceil((measured + SLACK) * 100) / 100);
  const { makespan, worstMakespan, lost, hung, corrupt, relapses, refusedAfter } = summary;
  const fresh: Bound = {
    requests: goal.requests === 1 ? rounded(requestRatio(summary)) : ratioBound(requestRatio(summary), goal.requests),
    makespan: ratioBound(makespan, goal.makespan),
    worstMakespan: ratioBound(worstMakespan, goal.worstMakespan),
    lost,
    hung,
    corrupt,
    relapses,
    ...(goal.refusedAfter === undefined ? {} : { refusedAfter }),
  };
  const entries = Object.entries(fresh) as [keyof Bound, number][];
  const best = entries.map(([name, most]) => [name, Math.min(most, old?.[name] ?? most)] as const);
  return Object.fromEntries(best) as unknown as Bound;
}
