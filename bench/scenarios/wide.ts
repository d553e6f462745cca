import type { Random } from '../../src/core/random.js';
import type { SimulatedKey } from '../../src/testing/simulator/keys.js';
import type { FaultEffect, SimulatedFault } from '../../src/testing/simulator/fault.js';
import type { QuotaWindow, SimulatedQuota } from '../../src/testing/simulator/quota.js';
import { createJobs, drawn } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { oneOf, wholeNumber } from './draw.js';
import { HOUR_MS, MINUTE_MS, MONDAY_MS, SECOND_MS } from './times.js';

type Draft = Omit<Trial, 'scenario' | 'seed' | 'startMs'>;

const KEY = { key: 'key-a', label: 'a' };

/** An hour of which some requests take minutes, in any share. */
export function longRequests(random: Random, startMs: number): Draft {
  const limit = wholeNumber(random, [20, 80]);
  const phaseMs = wholeNumber(random, [1, 3_599]) * SECOND_MS;
  const count = limit * wholeNumber(random, [3, 6]);
  const share = oneOf(random, [0.1, 0.3, 0.6]);
  const slowest = wholeNumber(random, [60, 400]) * SECOND_MS;
  const latencyMs = drawn(count, () =>
    wholeNumber(random, random() < share ? [slowest / 3, slowest] : [4_000, 20_000]),
  );
  const concurrency = wholeNumber(random, [2, 16]);
  return {
    label: `${limit} an hour, ${count} jobs, ${concurrency} at a time, ${share} of up to ${slowest / SECOND_MS} s, turns after ${phaseMs / SECOND_MS} s`,
    format: 'ollama',
    jobs: createJobs({ count, latencyMs, stream: (place) => place % 3 === 0 }),
    concurrency,
    keys: [KEY],
    quotas: [{ window: 'hour', limit, phaseMs: startMs + phaseMs }],
  };
}

/** A limit of a day somewhere in the work: what comes after it can't be done. */
export function walls(random: Random): Omit<Trial, 'scenario' | 'seed'> {
  const format = oneOf(random, ['ollama', 'openai', 'gemini'] as const);
  const limit = wholeNumber(random, [20, 150]);
  const count = limit + wholeNumber(random, [20, 150]);
  const slowest = oneOf(random, [2_000, 10_000, 40_000]);
  const isEven = random() < 0.5;
  const latencyMs = isEven ? slowest : drawn(count, () => wholeNumber(random, [slowest / 4, slowest]));
  const concurrency = wholeNumber(random, [1, 64]);
  // Seven hours at least before any day turns: what ends sooner may be waited for.
  const startMs = MONDAY_MS + wholeNumber(random, [0, 6 * 3_600]) * SECOND_MS;
  return {
    startMs,
    label: `${limit} of ${count} jobs, ${concurrency} at a time of ${isEven ? '' : 'up to '}${slowest} ms, ${format}`,
    format,
    jobs: createJobs({ count, latencyMs }),
    concurrency,
    keys: [KEY],
    quotas: [{ window: 'day', limit, kind: 'fixed' }],
    wall: true,
  };
}

const FAULTS: readonly FaultEffect['type'][] = [
  ...(['reset', 'hang', 'html', 'empty-body', 'reset-mid-stream', 'stall'] as const),
  ...(['broken-json', 'cut-stream', 'error-in-stream', 'empty'] as const),
];

/** Faults as in e, more of them and fewer, in all formats. */
export function manyFaults(random: Random): Draft {
  const format = oneOf(random, ['ollama', 'openai', 'gemini'] as const);
  const count = wholeNumber(random, [80, 300]);
  // Where a fifth fails, the retry budget holds retries back, as it should.
  const share = oneOf(random, [0.02, 0.05, 0.1]);
  const streamed = random();
  const streams = drawn(count, random);
  const slowest = oneOf(random, [2_000, 8_000]);
  const latencyMs = drawn(count, () => wholeNumber(random, [slowest / 4, slowest]));
  const faults: SimulatedFault[] = [];
  for (let at = 1; at <= count; at += 1) {
    if (random() >= share) continue;
    const type = random() < 0.1 ? 'status' : oneOf(random, FAULTS);
    faults.push(type === 'status' ? { type, status: 500, at } : ({ type, at } as SimulatedFault));
  }
  const concurrency = wholeNumber(random, [2, 24]);
  return {
    label: `${faults.length} faults in ${count} jobs, ${concurrency} at a time, ${format}`,
    format,
    jobs: createJobs({ count, latencyMs, promptTokens: 80, stream: (place) => streams(place) < streamed }),
    concurrency,
    keys: [KEY],
    quotas: [],
    faults,
    timeoutMs: 60 * SECOND_MS,
  };
}

/** A server that refuses a random share of all requests for want of capacity, and answers the others at once. */
export function sporadic(random: Random): Draft {
  const format = oneOf(random, ['openai', 'gemini'] as const);
  const share = oneOf(random, [0.02, 0.1, 0.3]);
  // So many a second, where a third is refused, that the retry budget lets all retries through; and minutes of work.
  const [concurrency, slowest] = oneOf<readonly [number, number]>(
    random,
    share > 0.2
      ? [
          [4, 1_500],
          [8, 2_000],
          [32, 8_000],
          [100, 25_000],
        ]
      : [
          [8, 2_000],
          [8, 5_000],
          [32, 5_000],
          [100, 8_000],
        ],
  );
  const perSecond = (concurrency * SECOND_MS) / (0.6 * slowest);
  const count = Math.round(perSecond * wholeNumber(random, [150, 300]));
  const latencyMs = drawn(count, () => wholeNumber(random, [slowest / 5, slowest]));
  const at = Array.from({ length: 2 * count }, (_, index) => index + 1).filter(() => random() < share);
  return {
    label: `${share} of ${count} jobs of up to ${slowest} ms refused, ${concurrency} at a time, ${format}`,
    format,
    jobs: createJobs({ count, latencyMs }),
    concurrency,
    keys: [KEY],
    quotas: [],
    faults: [{ type: 'status', status: 503, at }],
  };
}

const WINDOWS: readonly (QuotaWindow | number)[] = [
  ...[10 * SECOND_MS, 20 * MINUTE_MS, 3 * HOUR_MS],
  ...(['minute', 'minute', 'hour', 'session', 'day', 'day'] as const),
];

/** Any window, keys, projects, models, lengths and manners, all at once. */
export function anything(random: Random, startMs: number): Draft {
  const window = oneOf(random, WINDOWS);
  const lengthMs = lengthOf(window);
  const format = window === 'minute' ? oneOf(random, ['openai', 'gemini'] as const) : ollamaOr(window, random);
  const keys = drawKeys(random);
  const projects = new Set(keys.map(({ project }) => project)).size;
  const models = wholeNumber(random, [1, 4]);
  // Ollama's limits are those of an account, whatever the model.
  const limits = Array.from({ length: format === 'ollama' ? 1 : models }, () => wholeNumber(random, [8, 50]));
  const most = limits.reduce((sum, limit) => sum + limit, 0) * projects;
  const count = Math.min(600, Math.max(60, most * wholeNumber(random, [2, 5])));
  const stated = oneOf(random, ['stated', 'unstated', 'too short'] as const);
  const lengths = oneOf(random, ['short', 'long', 'mixed'] as const);
  const latencyMs = drawn(count, () => drawLatencyMs(random, lengths));
  const concurrency = oneOf(random, [1, 2, 4, 8, 16, 32, 64]);
  const phaseMs = startMs + Math.ceil(random() * lengthMs);
  return {
    label: `${limits.join(' ')} in ${lengthMs / SECOND_MS} s, ${stated}, keys of ${keys.map(({ project }) => project).join('')}, ${count} ${lengths} jobs, ${concurrency} at a time, ${format}`,
    format,
    jobs: createJobs({ count, model: (place) => `model-${place % models}`, latencyMs }),
    concurrency,
    keys,
    quotas: limits.map((limit, index): SimulatedQuota => {
      const quota = { window, limit, kind: 'fixed', stateRetryAfter: stated !== 'unstated' } as const;
      const scoped = format === 'ollama' ? quota : { ...quota, model: `model-${index}` };
      return window === 'session' || window === 'day' ? scoped : { ...scoped, phaseMs };
    }),
    ...(stated === 'too short' ? { statedShare: oneOf(random, [0.3, 0.6, 0.9]) } : {}),
    ...(lengthMs > HOUR_MS ? { patience: `${Math.ceil((lengthMs * 4) / MINUTE_MS)}m` } : {}),
  };
}

function ollamaOr(window: QuotaWindow | number, random: Random): 'ollama' | 'gemini' {
  return window === 'day' && random() < 0.5 ? 'gemini' : 'ollama';
}

function lengthOf(window: QuotaWindow | number): number {
  const named: Partial<Record<QuotaWindow, number>> = {
    minute: MINUTE_MS,
    hour: HOUR_MS,
    session: 5 * HOUR_MS,
    day: 24 * HOUR_MS,
  };
  return typeof window === 'number' ? window : (named[window] ?? 24 * HOUR_MS);
}

function drawKeys(random: Random): readonly (SimulatedKey & { readonly project: string })[] {
  const names = [...'abcdef'].slice(0, wholeNumber(random, [1, 6]));
  return names.map((name, index) => {
    const project = index > 0 && random() < 0.3 ? (names[index - 1] ?? name) : name;
    return { key: `key-${name}`, label: name, project };
  });
}

function drawLatencyMs(random: Random, lengths: 'short' | 'long' | 'mixed'): number {
  switch (lengths) {
    case 'short':
      return wholeNumber(random, [500, 4_000]);
    case 'long':
      return wholeNumber(random, [15_000, 60_000]);
    case 'mixed':
      return wholeNumber(random, random() < 0.7 ? [1_000, 8_000] : [30_000, 120_000]);
    default:
      return lengths satisfies never;
  }
}
