import { createJobs } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { MONDAY_MS, MINUTE_MS, HOUR_MS } from './times.js';

/** The window's turn after the start: every five minutes of the hour, and never on a round one. */
export const PHASES_MIN = Array.from({ length: 12 }, (_, index) => 2.5 + 5 * index);

/** Scenario a: 300 chapters over an hourly limit of 60 that says nothing of when it ends. */
export function hourlyQuota(phasesMin: readonly number[] = PHASES_MIN): readonly Trial[] {
  return phasesMin.map((phaseMin, index) => ({
    scenario: 'a',
    label: `window turns after ${phaseMin} min`,
    seed: 100 + index,
    format: 'ollama',
    startMs: MONDAY_MS,
    jobs: createJobs({ count: 300, latencyMs: 12_000 }),
    concurrency: 8,
    keys: [{ key: 'key-a', label: 'a' }],
    quotas: [
      { window: 'hour', limit: 60, phaseMs: MONDAY_MS + phaseMin * MINUTE_MS, kind: 'fixed', stateRetryAfter: false },
    ],
    told: { requests: 60, windowMs: HOUR_MS },
  }));
}
