import type { Goal } from '../scenarios/index.js';
import { requestRatio } from '../report/figures.js';
import type { Summary } from '../report/summary.js';

/** What is still missing to a goal, in words. */
export function missing(summary: Summary, goal: Goal): readonly string[] {
  const figures: readonly (readonly [name: string, reached: number, goal: number | undefined])[] = [
    ['requests / needed', requestRatio(summary), goal.requests],
    ['makespan / optimum', summary.makespan, goal.makespan],
    ['worst makespan / optimum', summary.worstMakespan, goal.worstMakespan],
    ['refused after the wall', summary.refusedAfter, goal.refusedAfter],
    ['lost', summary.lost, 0],
    ['hung', summary.hung, 0],
    ['wrong', summary.corrupt, 0],
    ['relapses', summary.relapses, 0],
  ];
  return figures
    .filter(([, reached, wanted]) => wanted !== undefined && reached > wanted + 0.005)
    .map(([name, reached, wanted]) => `${name} ${reached.toFixed(3)}, goal ${wanted}`);
}
