// Draws many trials of a scenario with other phases, sizes, lengths and outages, and prints the mean and the worst.
//
// Usage: npx tsx bench/many.ts <a|d|h|s|leak> [from seed] [how many] [--each]
// Seeds below 1000 are for whoever works on the rules; those from 1000 on are held out, to be looked at in the end.
import './virtual/undici-in-process.js';
import { CONTESTANTS } from './contestants/index.js';
import { runTrial } from './harness/run-trial.js';
import { scoreRun, type Score } from './harness/score.js';
import { requestRatio } from './report/figures.js';
import { drawMany, MANY } from './scenarios/many.js';

const [, , wanted = '', from = '1', count = '40', ...flags] = process.argv;
const draw = MANY[wanted];
const contestant = CONTESTANTS.find(({ id }) => id === 'llm-resilience');
if (draw === undefined || contestant === undefined) {
  throw new Error(`Expected one of ${Object.keys(MANY).join(', ')}.`);
}
const scores: Score[] = [];
for (const trial of drawMany(draw, { from: Number(from), count: Number(count) })) {
  const score = scoreRun(await runTrial(contestant, trial));
  scores.push(score);
  if (flags.includes('--each')) {
    const time = score.makespanMs / score.optimumMs;
    console.log(
      `${trial.seed} ${requestRatio(score).toFixed(3)} ${time.toFixed(3)} lost ${score.lost} relapses ${score.relapses}: ${trial.label}`,
    );
  }
}
const times = scores.filter(({ lost }) => lost === 0).map(({ makespanMs, optimumMs }) => makespanMs / optimumMs);
const ratios = scores.map(requestRatio);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const line = (values: readonly number[]): string => {
  const sorted = values.toSorted((one, other) => one - other);
  const ninth = sorted[Math.floor(sorted.length * 0.9)] ?? Number.NaN;
  return `mean ${(sum(values) / values.length).toFixed(3)}, nine of ten under ${ninth.toFixed(3)}, worst ${Math.max(...values).toFixed(3)}`;
};
console.log(`${wanted}, seeds ${from} to ${Number(from) + Number(count) - 1}`);
console.log(`  requests / needed: ${line(ratios)}`);
console.log(`  makespan / optimum: ${line(times)}`);
const lost = sum(scores.map((score) => score.lost));
console.log(
  `  lost ${lost} in ${scores.filter((score) => score.lost > 0).length} trials, hung ${sum(scores.map(({ hung }) => hung))}, wrong ${sum(scores.map(({ corrupt }) => corrupt))}, relapses ${sum(scores.map(({ relapses }) => relapses))}`,
);
process.exit(0);
