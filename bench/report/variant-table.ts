import { table } from '../../scripts/readme-tables/markdown.js';
import { ratio, requestRatio } from './figures.js';
import type { BenchResults } from './results.js';

/** The trials with other numbers, family by family, of this library. */
export function variantTable({ summaries }: BenchResults): string {
  const rows = summaries
    .filter(({ scenario, contestant }) => scenario.length > 1 && contestant === 'llm-resilience')
    .map((summary) => ({ ...summary, ratio: requestRatio(summary) }))
    .map(({ scenario, trials, ratio: requests, makespan, worstMakespan, lost, relapses }) => [
      scenario,
      String(trials),
      ratio(requests),
      `${ratio(makespan)} (worst ${ratio(worstMakespan)})`,
      String(lost),
      String(relapses),
    ]);
  return table(['others', 'trials', 'requests / needed', 'makespan / optimum', 'lost', 'relapses'], rows);
}
