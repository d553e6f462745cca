// Prints each trial by itself, for whoever looks for the cause of a figure.
//
// Usage: npx tsx bench/trials.ts <scenario> [contestant] [how many trials]
import { CONTESTANTS } from './contestants/index.js';
import { runTrial, type JobEnd } from './harness/run-trial.js';
import { scoreRun } from './harness/score.js';
import { requestRatio } from './report/figures.js';
import { SCENARIOS } from './scenarios/index.js';

const [, , wanted, who = 'llm-resilience', count = 'Infinity'] = process.argv;
const scenario = SCENARIOS.find(({ id }) => id === wanted);
const contestant = CONTESTANTS.find(({ id }) => id === who);
if (scenario === undefined || contestant === undefined) {
  const names = [...SCENARIOS, ...CONTESTANTS].map(({ id }) => id);
  throw new Error(`Expected a scenario and a contestant, of ${names.join(', ')}.`);
}
for (const trial of scenario.trials().slice(0, Number(count))) {
  if (contestant.takesOn?.(trial) === false) continue;
  const run = await runTrial(contestant, trial);
  const score = scoreRun(run);
  const { requests, needed, lost, hung, corrupt, relapses, refusedAfter, toldWindow, toldReset, undoable } = score;
  console.log(`${trial.scenario}: ${trial.label} (${run.end})`);
  console.log(
    `  ${requests} requests, ${needed} needed: ${requestRatio(score).toFixed(3)}; ${refusedAfter} refused after the first`,
  );
  const seconds = (ms: number): string => (ms / 1_000).toFixed(0);
  console.log(
    `  ${seconds(score.makespanMs)} s, optimum ${seconds(score.optimumMs)} s: ${(score.makespanMs / score.optimumMs).toFixed(3)}`,
  );
  console.log(
    `  lost ${lost}, hung ${hung}, wrong ${corrupt}, relapses ${relapses}; told ${toldWindow} and ${toldReset} of ${undoable}`,
  );
  for (const [message, times] of countErrors(run.jobs)) console.log(`  ${times} x ${message}`);
}
process.exit(0);

function countErrors(jobs: readonly (JobEnd | undefined)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const job of jobs) {
    if (job?.type !== 'failed') continue;
    const message = job.error instanceof Error ? job.error.message.slice(0, 200) : String(job.error);
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return counts;
}
