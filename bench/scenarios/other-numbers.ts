import { seededRandom } from '../../src/testing/seeded-random.js';
import type { Random } from '../../src/core/random.js';
import type { Trial } from '../harness/trial.js';
import { OTHER_LIMITS } from './other-limits.js';
import { OTHER_MIXES } from './other-mixes.js';
import { MONDAY_MS } from './times.js';

/** A family of trials: what is drawn differs from seed to seed. */
export type Variant = (random: Random) => Omit<Trial, 'scenario' | 'seed' | 'startMs'>;

/** All families, by name. */
export const VARIANTS: Readonly<Record<string, Variant>> = { ...OTHER_LIMITS, ...OTHER_MIXES };

/** The same questions with numbers that no scenario has: windows, sizes, phases, keys, models, lengths. */
export function otherNumbers(seeds: readonly number[] = [1, 2]): readonly Trial[] {
  return Object.entries(VARIANTS).flatMap(([name, variant], place) =>
    seeds.map((seed) => {
      const trialSeed = 1_000 + 50 * place + seed;
      const random = seededRandom(trialSeed);
      // Not at a full hour: somewhere in the week.
      const startMs = MONDAY_MS + Math.floor(random() * 6.5 * 86_400) * 1_000;
      const trial = variant(random);
      // Phases are given from the start on.
      const quotas = trial.quotas.map((quota) =>
        quota.phaseMs === undefined ? quota : { ...quota, phaseMs: startMs + quota.phaseMs },
      );
      return { ...trial, quotas, scenario: name, seed: trialSeed, startMs };
    }),
  );
}
