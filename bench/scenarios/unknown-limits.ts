import { seededRandom } from '../../src/testing/seeded-random.js';
import { createJobs, drawn } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { MINUTE_MS, MONDAY_MS } from './times.js';

/**
 * Scenario b: 300 jobs over 60 requests and 40,000 tokens a minute, as buckets that trickle; refused requests count, and
 * the limits stand in headers only. Three of four jobs are short, one is long, so that both limits bind in turn.
 */
export function unknownLimits(seeds: readonly number[] = [1, 2, 3]): readonly Trial[] {
  return seeds.map((seed) => {
    const random = seededRandom(200 + seed);
    const promptTokens = drawn(300, () =>
      random() < 0.75 ? 150 + Math.floor(random() * 250) : 1_200 + Math.floor(random() * 1_400),
    );
    const latencyMs = drawn(300, () => 2_000 + Math.floor(random() * 4_000));
    return {
      scenario: 'b',
      label: `seed ${seed}`,
      seed: 200 + seed,
      format: 'openai',
      startMs: MONDAY_MS,
      jobs: createJobs({ count: 300, promptTokens, latencyMs }),
      concurrency: 24,
      keys: [{ key: 'key-a', label: 'a' }],
      quotas: [
        { window: 'minute', limit: 60, kind: 'bucket', countRefused: true, stateRetryAfter: false },
        {
          window: 'minute',
          limit: 40_000,
          metric: 'tokens',
          kind: 'bucket',
          countRefused: true,
          stateRetryAfter: false,
        },
      ],
      told: { requests: 60, windowMs: MINUTE_MS },
    };
  });
}
