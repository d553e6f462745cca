import type { Scenario } from '../scenarios/index.js';
import { summarize, type Summary } from '../report/summary.js';
import type { Contestant } from './contestant.js';
import { runTrial } from './run-trial.js';
import { scoreRun, type Score } from './score.js';

/** Lets a contestant do all trials of a scenario. @returns nothing where it has nothing to say to them. */
export async function measureScenario(contestant: Contestant, scenario: Scenario): Promise<readonly Score[]> {
  const scores: Score[] = [];
  for (const trial of scenario.trials()) {
    if (contestant.takesOn?.(trial) === false) continue;
    // Without a store it is the same work once more.
    if (trial.store !== undefined && contestant.sharesStore === undefined) continue;
    scores.push(scoreRun(await runTrial(contestant, trial)));
  }
  return scores;
}

/** One summary of all trials, and, where a scenario has families of them, one of each. */
export function summaries(scenario: Scenario, scores: readonly Score[]): readonly Summary[] {
  if (scores.length === 0) return [];
  const families = new Set(scores.map((score) => score.scenario));
  return [
    summarize(scenario.id, scores),
    ...(families.size === 1
      ? []
      : Array.from(families, (name) =>
          summarize(
            name,
            scores.filter((score) => score.scenario === name),
          ),
        )),
  ];
}
