import './virtual/undici-in-process.js';
import { CONTESTANTS } from './contestants/index.js';
import { runTrial } from './harness/run-trial.js';
import { scoreRun } from './harness/score.js';
import { hourlyQuota } from './scenarios/hourly-quota.js';
import { unknownLimits } from './scenarios/unknown-limits.js';
import { threeKeys } from './scenarios/three-keys.js';
import { overload } from './scenarios/overload.js';
import { faults } from './scenarios/faults.js';
import { dailyWall } from './scenarios/daily-wall.js';
import { otherNumbers } from './scenarios/other-numbers.js';
import { fourPrograms } from './scenarios/four-programs.js';

const all = { a: hourlyQuota, b: unknownLimits, c: threeKeys, d: overload, e: faults, f: dailyWall, h: fourPrograms, v: otherNumbers };
const [, , names = 'abcdefh', who = '', few = ''] = process.argv;
for (const name of names) {
  let trials = all[name as keyof typeof all]();
  if (few !== '') trials = trials.slice(0, Number(few));
  for (const contestant of CONTESTANTS.filter((c) => c.id.startsWith(who))) {
    for (const trial of trials) {
      if (contestant.takesOn?.(trial) === false) continue;
      const t = performance.now();
      const run = await runTrial(contestant, trial);
      const s = scoreRun(run);
      console.log(trial.scenario.slice(0,20).padEnd(20), contestant.id.padEnd(14), trial.label.padEnd(28), run.end, `req ${s.requests}/${s.needed}=${(s.requests / s.needed).toFixed(3)}`, `mk ${(s.makespanMs / 1000).toFixed(0)}/${(s.optimumMs / 1000).toFixed(0)}=${(s.makespanMs / s.optimumMs).toFixed(3)}`, `lost ${s.lost} hung ${s.hung} bad ${s.corrupt} rel ${s.relapses} after ${s.refusedAfter} told ${s.toldWindow} ${s.toldReset}/${s.undoable}`, `${(performance.now() - t).toFixed(0)}ms`);
      if (process.env['ERR']) { const f = run.jobs.filter(j => j?.type === 'failed'); const m = new Map<string, number>(); for (const j of f) { const k = String((j as any).error?.message).slice(0, 200); m.set(k, (m.get(k) ?? 0) + 1); } console.log(m); }
    }
  }
}
