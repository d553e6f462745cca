import { seededRandom } from '../../src/testing/seeded-random.js';
import type { FaultEffect, SimulatedFault } from '../../src/testing/simulator/fault.js';
import { createJobs } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { MONDAY_MS } from './times.js';

/** Eleven ways in which an answer is none. */
const KINDS: readonly FaultEffect[] = [
  { type: 'reset' },
  { type: 'hang' },
  { type: 'status', status: 500 },
  { type: 'html' },
  { type: 'empty-body' },
  { type: 'reset-mid-stream' },
  { type: 'stall' },
  { type: 'broken-json' },
  { type: 'cut-stream' },
  { type: 'error-in-stream' },
  { type: 'empty' },
];

/** Scenario e: 440 jobs, every second one streamed; each kind of fault strikes 4 requests, a tenth in all. */
export function faults(seeds: readonly number[] = [1, 2, 3]): readonly Trial[] {
  return seeds.map((seed) => ({
    scenario: 'e',
    label: `seed ${seed}`,
    seed: 500 + seed,
    format: 'openai',
    startMs: MONDAY_MS,
    jobs: createJobs({ count: 440, latencyMs: 3_000, promptTokens: 120, stream: (place) => place % 2 === 1 }),
    concurrency: 8,
    keys: [{ key: 'key-a', label: 'a' }],
    quotas: [],
    faults: strikes(seed),
    timeoutMs: 60_000,
  }));
}

/** One in each ten requests, of a kind that a shuffled deck decides. */
function strikes(seed: number): readonly SimulatedFault[] {
  const random = seededRandom(500 + seed);
  const deck = Array.from({ length: 4 }, () => KINDS).flat();
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [deck[last], deck[other]];
    if (one !== undefined && two !== undefined) [deck[last], deck[other]] = [two, one];
  }
  return deck.map((effect, place) => ({ ...effect, at: 1 + place * 10 + Math.floor(random() * 10) }));
}
