import { createJobs } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { MONDAY_MS, SECOND_MS } from './times.js';

/**
 * Scenario d: 503 for 75 to 240 s on a server that 40 arrivals within a second bring down for 20 s more, for as long as
 * they go on; 600 jobs, 48 under way. Workers begin spread out, so that healthy traffic is a fifth of a stampede.
 */
export function overload(outagesSeconds: readonly number[] = [75, 110, 150, 190, 240]): readonly Trial[] {
  return outagesSeconds.map((seconds, index) => ({
    scenario: 'd',
    label: `down for ${seconds} s`,
    seed: 400 + index,
    format: 'openai',
    startMs: MONDAY_MS,
    jobs: createJobs({ count: 600, latencyMs: 6_000 }),
    concurrency: 48,
    staggerMs: 125,
    keys: [{ key: 'key-a', label: 'a' }],
    quotas: [],
    overload: {
      fromMs: 20 * SECOND_MS,
      untilMs: (20 + seconds) * SECOND_MS,
      relapse: { requests: 40, withinMs: SECOND_MS, downMs: 20 * SECOND_MS },
    },
  }));
}
