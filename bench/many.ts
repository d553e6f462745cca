// Many trials drawn by seed, which no scenario has: how a rule does on numbers that nobody has looked at. One row for each
// family: what is typical, what is worst, and how many trials reach the goal of its sibling by themselves.
//
// Usage: npx tsx bench/many.ts <family> [from seed] [how many] [--each | --worst]   `all` runs every family
// Seeds below 1000 are for whoever works on the rules; those from 1000 on are held out, to be looked at in the end.
import { llmResilience } from './contestants/llm-resilience.js';
import { runTrial } from './harness/run-trial.js';
import { scoreRun, type Score } from './harness/score.js';
import { requestRatio } from './report/figures.js';
import { manyRow, timeRatio } from './report/many-row.js';
import { drawMany, FAMILIES, type Family } from './scenarios/many.js';

const [, , wanted = '', from = '1', count = '40', ...flags] = process.argv;
const names = wanted === 'all' ? Object.keys(FAMILIES) : [wanted];
console.log(
  '| family | trials | goal | requests: all, mean, worst | makespan: mean, worst | lost, hung, wrong | relapses | reach it |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const name of names) {
  const family = FAMILIES[name];
  if (family === undefined)
    throw new Error(`Expected all, or one of ${Object.keys(FAMILIES).join(', ')}; got ${name}.`);
  await measureFamily(name, family);
}
process.exit(0);

async function measureFamily(name: string, family: Family): Promise<void> {
  const scores: Score[] = [];
  const lines: { readonly badness: number; readonly text: string }[] = [];
  for (const trial of drawMany(family, { from: Number(from), count: Number(count) })) {
    const score = scoreRun(await runTrial(llmResilience, trial));
    scores.push(score);
    const time = timeRatio(score);
    const bad = [score.lost, score.hung, score.corrupt];
    const text = `${trial.seed} ${requestRatio(score).toFixed(3)} ${time.toFixed(3)} lost ${bad.join(' ')} relapses ${score.relapses} after ${score.refusedAfter}: ${trial.label}`;
    lines.push({ badness: requestRatio(score) + time + bad.reduce((sum, value) => sum + value, 0), text });
    if (flags.includes('--each')) console.log(text);
  }
  console.log(manyRow(name, family.goal, scores));
  if (!flags.includes('--worst')) return;
  for (const { text } of lines.toSorted((one, other) => other.badness - one.badness).slice(0, 8)) console.log(text);
}
