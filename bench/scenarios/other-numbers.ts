import { seededRandom } from '../../src/testing/seeded-random.js';
import type { Random } from '../../src/core/random.js';
import type { Trial } from '../harness/trial.js';
import { OTHER_LIMITS } from './other-limits.js';
import { OTHER_MIXES } from './other-mixes.js';
import { MONDAY_MS, SECOND_MS } from './times.js';

/** A family of trials: what is drawn differs from seed to seed. */
export type Variant = (random: Random) => Omit<Trial, 'scenario' | 'seed' | 'startMs'>;

/** All families, by name. */
export const VARIANTS: Readonly<Record<string, Variant>> = { ...OTHER_LIMITS, ...OTHER_MIXES };

/** Somewhere in the week, and not at a full hour. */
export function someTime(random: Random): number {
  return MONDAY_MS + Math.floor(random() * 6.5 * 86_400) * SECOND_MS;
}

/** Draws a trial of a family, but for its seed. */
export function drawVariant(variant: Variant): (random: Random) => Omit<Trial, 'scenario' | 'seed'> {
  return (random) => {
    const startMs = someTime(random);
    const trial = variant(random);
    // Phases are given from the start on.
    const quotas = trial.quotas.map((quota) =>
      quota.phaseMs === undefined ? quota : { ...quota, phaseMs: startMs + quota.phaseMs },
    );
    return { ...trial, quotas, startMs };
  };
}

/** The same questions with numbers that no scenario has: windows, sizes, phases, keys, models, lengths. */
export function otherNumbers(seeds: readonly number[] = [1, 2]): readonly Trial[] {
  return Object.entries(VARIANTS).flatMap(([name, variant], place) =>
    seeds.map((seed) => {
      const trialSeed = 1_000 + 50 * place + seed;
      return { ...drawVariant(variant)(seededRandom(trialSeed)), scenario: name, seed: trialSeed };
    }),
  );
}
