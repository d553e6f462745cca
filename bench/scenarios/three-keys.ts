import { createJobs } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { MINUTE_MS, MONDAY_MS, SECOND_MS } from './times.js';

/**
 * Scenario c: three Gemini keys of three projects, 10 requests a minute and 100 a day each, one of them half spent: 250
 * jobs are all that the day holds. A day's refusal carries a RetryInfo of seconds, as in reality.
 */
export function threeKeys(phasesSeconds: readonly number[] = [5, 20, 35, 50]): readonly Trial[] {
  return phasesSeconds.map((phaseSeconds, index) => ({
    scenario: 'c',
    label: `minute turns after ${phaseSeconds} s`,
    seed: 300 + index,
    format: 'gemini',
    startMs: MONDAY_MS,
    jobs: createJobs({ count: 250, model: 'gemini-2.5-flash', latencyMs: 6_000 }),
    concurrency: 8,
    keys: ['a', 'b', 'c'].map((name) => ({ key: `key-${name}`, label: name, project: name })),
    quotas: [
      { window: 'minute', limit: 10, phaseMs: MONDAY_MS + phaseSeconds * SECOND_MS, kind: 'fixed' },
      { window: 'day', limit: 100, key: 'a', used: 50 },
      { window: 'day', limit: 100, key: 'b' },
      { window: 'day', limit: 100, key: 'c' },
    ],
    told: { requests: 10, windowMs: MINUTE_MS },
  }));
}
