import { table } from '../../scripts/readme-tables/markdown.js';
import { SCENARIOS, type Goal } from '../scenarios/index.js';
import { ratio, requestRatio } from './figures.js';
import type { BenchResults } from './results.js';

/** The scenarios, their goals, and where this library stands. */
export function scenarioTable({ summaries }: BenchResults): string {
  const rows = SCENARIOS.map(({ id, title, goal }) => {
    const own = summaries.find((one) => one.scenario === id && one.contestant === 'llm-resilience');
    const reached =
      own === undefined
        ? '–'
        : `${ratio(requestRatio(own))}; ${ratio(own.makespan)} (worst ${ratio(own.worstMakespan)}); ${own.lost} lost${own.relapses > 0 ? `, ${own.relapses} relapses` : ''}`;
    return [id === 'v' ? 'others' : id, title, String(own?.trials ?? 0), wanted(goal), reached];
  });
  return table(['', 'work', 'trials', 'goal', 'reached'], rows);
}

function wanted({ requests, makespan, worstMakespan }: Goal): string {
  if (requests === undefined) return '–';
  const pace = makespan ?? worstMakespan;
  const time = pace === undefined ? '' : `; ${ratio(pace)}${makespan === undefined ? ' worst' : ''}`;
  return `${ratio(requests)}${time}; 0 lost`;
}
