import type { Random } from '../../src/core/random.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { createJobs, drawn } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { wholeNumber } from './draw.js';
import type { Goal } from './index.js';
import { drawVariant, someTime, VARIANTS } from './other-numbers.js';
import { pacedByConcurrency, pacedByHeaders, pacedByRefusals } from './paced.js';
import { HOUR_MS, MINUTE_MS, MONDAY_MS, SECOND_MS } from './times.js';
import { anything, longRequests, manyFaults, sporadic, walls } from './wide.js';

/** Draws one trial but for its seed. */
type Draw = (random: Random) => Omit<Trial, 'seed' | 'scenario'>;

/** A family of trials, and the goal of its sibling among the scenarios. */
export interface Family {
  readonly draw: Draw;
  readonly goal: Goal;
}

const KEY = { key: 'key-a', label: 'a' };

/** The work of a and h with other numbers. */
function hourly(random: Random, clients: number): Omit<Trial, 'seed' | 'scenario'> {
  const limit = wholeNumber(random, [20, 150]);
  const phaseMs = wholeNumber(random, [1, 3_599]) * SECOND_MS;
  const count = limit * wholeNumber(random, [3, 7]);
  const spread = wholeNumber(random, [0, 2]);
  const latencyMs =
    spread === 0 ? wholeNumber(random, [2, 30]) * SECOND_MS : drawn(count, () => wholeNumber(random, [2_000, 40_000]));
  const concurrency = clients === 1 ? wholeNumber(random, [2, 16]) : wholeNumber(random, [1, 4]);
  return {
    label: `${limit} an hour, ${count} jobs, ${clients} x ${concurrency} at a time, turns after ${phaseMs / SECOND_MS} s`,
    format: 'ollama',
    startMs: MONDAY_MS,
    jobs: createJobs({ count, latencyMs }),
    clients,
    concurrency,
    keys: [KEY],
    quotas: [{ window: 'hour', limit, phaseMs: MONDAY_MS + phaseMs, kind: 'fixed', stateRetryAfter: false }],
    told: { requests: limit, windowMs: HOUR_MS },
  };
}

/** The work of d with other numbers. */
function outage(random: Random): Omit<Trial, 'seed' | 'scenario'> {
  const seconds = wholeNumber(random, [30, 400]);
  const concurrency = wholeNumber(random, [8, 64]);
  const latencyMs = wholeNumber(random, [2, 12]) * SECOND_MS;
  const perSecond = (concurrency * SECOND_MS) / latencyMs;
  // A server that bears its healthy traffic, and some times more: otherwise nobody could send so much.
  const requests = Math.max(10, Math.round(perSecond * wholeNumber(random, [3, 6])));
  const count = Math.round(perSecond * wholeNumber(random, [50, 120]));
  return {
    label: `down for ${seconds} s, ${count} jobs of ${latencyMs / SECOND_MS} s, ${concurrency} at a time, relapses at ${requests} a second`,
    format: random() < 0.5 ? 'openai' : 'ollama',
    startMs: MONDAY_MS,
    jobs: createJobs({ count, latencyMs }),
    concurrency,
    staggerMs: Math.round(latencyMs / concurrency),
    keys: [KEY],
    quotas: [],
    overload: {
      fromMs: wholeNumber(random, [10, 40]) * SECOND_MS,
      untilMs: 40 * SECOND_MS + seconds * SECOND_MS,
      relapse: { requests, withinMs: SECOND_MS, downMs: wholeNumber(random, [10, 45]) * SECOND_MS },
    },
  };
}

/** A bucket where a window is expected. */
function leak(random: Random): Omit<Trial, 'seed' | 'scenario'> {
  const limit = wholeNumber(random, [20, 90]);
  const count = 3 * limit;
  return {
    label: `a bucket of ${limit} an hour that leaks, ${count} jobs`,
    format: 'ollama',
    startMs: MONDAY_MS,
    jobs: createJobs({ count, latencyMs: wholeNumber(random, [4, 20]) * SECOND_MS }),
    concurrency: wholeNumber(random, [2, 8]),
    keys: [KEY],
    quotas: [{ window: 'hour', limit, kind: 'bucket', stateRetryAfter: false }],
    patience: `${Math.ceil((8 * HOUR_MS) / MINUTE_MS)}m`,
  };
}

/** At any time of the week, so that nothing hangs on a full hour. */
function atSomeTime(draw: (random: Random, startMs: number) => Omit<Trial, 'seed' | 'scenario' | 'startMs'>): Draw {
  return (random) => {
    const startMs = someTime(random);
    return { ...draw(random, startMs), startMs };
  };
}

const LIKE_A: Goal = { requests: 1.05, makespan: 1.03 };
const LIKE_C: Goal = { requests: 1.04, makespan: 1.06 };
const LIKE_D: Goal = { requests: 1.08, worstMakespan: 1.12 };
/** Beside a retry of each call by itself, which nothing holds back. */
const LIKE_A_PLAIN_RETRY: Goal = { requests: 1.05, makespan: 1.3 };
const LIKE_V: Goal = { requests: 1.08, makespan: 1.06 };

/** Each sibling of a scenario, and each variant by its own name. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  a: { draw: (random) => hourly(random, 1), goal: LIKE_A },
  long: { draw: atSomeTime(longRequests), goal: LIKE_A },
  leak: { draw: leak, goal: {} },
  b: { draw: atSomeTime((random, startMs) => pacedByHeaders(random, startMs, 'all')), goal: LIKE_A },
  headers: { draw: atSomeTime(pacedByHeaders), goal: LIKE_V },
  c: { draw: atSomeTime(pacedByRefusals), goal: LIKE_C },
  concurrency: { draw: atSomeTime(pacedByConcurrency), goal: LIKE_V },
  d: { draw: outage, goal: LIKE_D },
  e: { draw: atSomeTime(manyFaults), goal: { requests: 1 } },
  sporadic: { draw: atSomeTime(sporadic), goal: LIKE_A_PLAIN_RETRY },
  f: { draw: walls, goal: { requests: 1.08, refusedAfter: 0 } },
  h: { draw: (random) => hourly(random, wholeNumber(random, [2, 5])), goal: {} },
  s: { draw: (random) => ({ ...hourly(random, wholeNumber(random, [2, 5])), store: 'shared' }), goal: LIKE_A },
  any: { draw: atSomeTime(anything), goal: LIKE_V },
  ...Object.fromEntries(
    Object.entries(VARIANTS).map(([name, variant]) => [name, { draw: drawVariant(variant), goal: LIKE_V }]),
  ),
};

/** Trials with the seeds from `from` on. */
export function* drawMany(
  { draw }: Family,
  seeds: { readonly from: number; readonly count: number },
): Generator<Trial> {
  for (let seed = seeds.from; seed < seeds.from + seeds.count; seed += 1) {
    yield { scenario: 'many', seed, ...draw(seededRandom(seed)) };
  }
}
