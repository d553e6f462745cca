import type { Score } from '../harness/score.js';

/** One contestant in all trials of one scenario. Counts are sums, exact ones. */
export interface Summary {
  readonly scenario: string;
  readonly contestant: string;
  readonly trials: number;
  readonly jobs: number;
  readonly requests: number;
  readonly needed: number;
  /** Makespan / optimum: the mean, and the worst. */
  readonly makespan: number;
  readonly worstMakespan: number;
  readonly lost: number;
  readonly hung: number;
  readonly corrupt: number;
  readonly relapses: number;
  readonly refusedAfter: number;
  /** Of the jobs that can't be done, how many callers were told the window, and when it resets. */
  readonly undoable: number;
  readonly toldWindow: number;
  readonly toldReset: number;
  /** Until the last caller knew, in virtual ms, in the worst trial. */
  readonly longestMs: number;
}

/** Sums up scores of one contestant in one scenario. */
export function summarize(scenario: string, scores: readonly Score[]): Summary {
  const sum = (read: (score: Score) => number): number => scores.reduce((total, score) => total + read(score), 0);
  const ratios = scores.map(({ makespanMs, optimumMs }) => makespanMs / optimumMs);
  return {
    scenario,
    contestant: scores[0]?.contestant ?? '',
    trials: scores.length,
    jobs: sum(({ jobs }) => jobs),
    requests: sum(({ requests }) => requests),
    needed: sum(({ needed }) => needed),
    makespan: rounded(ratios.reduce((total, ratio) => total + ratio, 0) / scores.length),
    worstMakespan: rounded(Math.max(...ratios)),
    lost: sum(({ lost }) => lost),
    hung: sum(({ hung }) => hung),
    corrupt: sum(({ corrupt }) => corrupt),
    relapses: sum(({ relapses }) => relapses),
    refusedAfter: sum(({ refusedAfter }) => refusedAfter),
    undoable: sum(({ undoable }) => undoable),
    toldWindow: sum(({ toldWindow }) => toldWindow),
    toldReset: sum(({ toldReset }) => toldReset),
    longestMs: Math.max(...scores.map(({ makespanMs }) => Math.round(makespanMs))),
  };
}

/** Four digits after the point, so that a result file stays readable. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
