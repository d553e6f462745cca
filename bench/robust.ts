// Many trials drawn by seed, as sums: what is typical, what is worst, and which.
//
// Usage: npx tsx bench/robust.ts <headers|refusals|concurrency> <first seed> <last seed> [how many of the worst]
import './virtual/undici-in-process.js';
import { llmResilience } from './contestants/llm-resilience.js';
import { runTrial } from './harness/run-trial.js';
import { scoreRun } from './harness/score.js';
import type { Trial } from './harness/trial.js';
import { requestRatio } from './report/figures.js';
import { pacedByConcurrency, pacedByHeaders, pacedByRefusals } from './scenarios/paced.js';

const FAMILIES: Readonly<Record<string, (seeds: readonly number[]) => readonly Trial[]>> = {
  headers: pacedByHeaders,
  refusals: pacedByRefusals,
  concurrency: pacedByConcurrency,
};

const [, , name = '', first = '1', last = '20', worst = '8'] = process.argv;
const family = FAMILIES[name];
if (family === undefined) throw new Error(`Expected one of ${Object.keys(FAMILIES).join(', ')}, got \`${name}\`.`);
const seeds = Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
interface Row {
  readonly trial: Trial;
  readonly requests: number;
  readonly time: number;
  readonly lost: number;
  readonly optimumMs: number;
}

const rows: Row[] = [];
for (const trial of family(seeds)) {
  const score = scoreRun(await runTrial(llmResilience, trial));
  const { lost, hung, corrupt } = score;
  const time = score.optimumMs === 0 ? 1 : score.makespanMs / score.optimumMs;
  rows.push({ trial, requests: requestRatio(score), time, lost: lost + hung + corrupt, optimumMs: score.optimumMs });
}
const mean = (values: readonly number[]): string =>
  (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
const most = (values: readonly number[]): string => Math.max(...values).toFixed(3);
const [requests, times] = [rows.map((row) => row.requests), rows.map((row) => row.time)];
console.log(`${name} ${first}-${last}: ${rows.length} trials`);
console.log(`requests ${mean(requests)}, worst ${most(requests)}; time ${mean(times)}, worst ${most(times)}`);
console.log(`lost, hung or wrong: ${rows.reduce((sum, row) => sum + row.lost, 0)}`);
const byBadness = [...rows].sort((one, other) => badness(other) - badness(one));
for (const { trial, requests: ratio, time, lost, optimumMs } of byBadness.slice(0, Number(worst))) {
  console.log(
    `  ${trial.seed}: ${ratio.toFixed(3)}; ${time.toFixed(3)} of ${(optimumMs / 1_000).toFixed(0)} s; lost ${lost}: ${trial.label}`,
  );
}
process.exit(0);

function badness(row: Row): number {
  return row.requests - 1 + (row.time - 1) + row.lost;
}
