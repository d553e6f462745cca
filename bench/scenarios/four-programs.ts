import type { Trial } from '../harness/trial.js';
import { hourlyQuota } from './hourly-quota.js';

/** Scenario h: the work of scenario a done by four programs with one key, that know nothing of each other. */
export function fourPrograms(phasesMin: readonly number[] = [7.5, 22.5, 37.5, 52.5]): readonly Trial[] {
  return hourlyQuota(phasesMin).map((trial) => ({ ...trial, scenario: 'h', clients: 4, concurrency: 2 }));
}

/** The same work, where the four have a store in common. */
export function fourThatShare(phasesMin?: readonly number[]): readonly Trial[] {
  return fourPrograms(phasesMin).map((trial) => ({ ...trial, scenario: 's', store: 'shared' }));
}
