import { missing } from '../check/goals.js';
import type { Score } from '../harness/score.js';
import type { Goal } from '../scenarios/index.js';
import { requestRatio } from './figures.js';
import { summarize } from './summary.js';

/** One row of the table: a family, and all of its trials together. A trial in which there is nothing to do is none. */
export function manyRow(name: string, goal: Goal, all: readonly Score[]): string {
  const scores = all.filter(({ needed, requests }) => needed > 0 || requests > 0);
  const trials = scores.length === all.length ? String(all.length) : `${scores.length} of ${all.length}`;
  const wanted = [goal.requests, goal.makespan ?? goal.worstMakespan].map((figure) => figure ?? '–').join('; ');
  const cells = [name, trials, goal.worstMakespan === undefined ? wanted : `${wanted} worst`];
  return `| ${[...cells, ...(scores.length === 0 ? NOTHING : figuresOf(name, goal, scores))].join(' | ')} |`;
}

const NOTHING = ['–', '–', '–', '–', '–'];

function figuresOf(name: string, goal: Goal, scores: readonly Score[]): readonly string[] {
  const whole = summarize(name, scores);
  const ratios = scores.map(requestRatio);
  const times = scores.map(timeRatio);
  const reached = scores.filter((score) => missing(summarize(name, [score]), goal).length === 0).length;
  return [
    [requestRatio(whole), mean(ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(3)).join(', '),
    [mean(times), Math.max(...times)].map((ratio) => ratio.toFixed(3)).join(', '),
    [whole.lost, whole.hung, whole.corrupt].join(', '),
    String(whole.relapses),
    `${Math.round((100 * reached) / scores.length)} %`,
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Makespan / optimum. Where nothing takes any time, as where nothing can be done, it is as good as can be. */
export function timeRatio({ makespanMs, optimumMs }: Pick<Score, 'makespanMs' | 'optimumMs'>): number {
  return optimumMs === 0 ? 1 : makespanMs / optimumMs;
}
