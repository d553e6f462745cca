import type { Random } from '../../src/core/random.js';
import type { SimulatedQuota } from '../../src/testing/simulator/quota.js';
import { createJobs, drawn } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { oneOf, wholeNumber } from './draw.js';
import { SECOND_MS } from './times.js';

/** How much of a limit an answer's headers say. */
const HEADERS = ['all', 'requests', 'tokens', 'no-reset'] as const;

type Draft = Omit<Trial, 'scenario' | 'seed' | 'startMs'>;

/** Limits as in b, with everything about them drawn: numbers, kinds, what counts, how long requests are, what is told. */
export function pacedByHeaders(random: Random, startMs: number, told?: Trial['headers']): Draft {
  const count = wholeNumber(random, [120, 320]);
  const perMinute = wholeNumber(random, [15, 150]);
  const kind = oneOf(random, ['bucket', 'fixed'] as const);
  const countRefused = random() < 0.5;
  const stateRetryAfter = random() < 0.4;
  const shareOfLong = oneOf(random, [0, 0.1, 0.25, 0.6]);
  const promptTokens = drawn(count, () => wholeNumber(random, random() < shareOfLong ? [1_000, 3_000] : [60, 400]));
  const mean = 230 * (1 - shareOfLong) + 2_000 * shareOfLong;
  const tokens = Math.max(6_000, Math.round((perMinute * mean * oneOf(random, [0.6, 0.9, 1.3, 3])) / 1_000) * 1_000);
  const slowest = oneOf(random, [2_000, 6_000, 25_000]);
  const latencyMs = drawn(count, () => wholeNumber(random, [slowest / 4, slowest]));
  const metrics = oneOf(random, ['both', 'both', 'requests', 'tokens'] as const);
  const concurrency = wholeNumber(random, [8, 40]);
  const headers = told ?? oneOf(random, HEADERS);
  const common = { window: 'minute', kind, countRefused, stateRetryAfter } as const;
  const phase = kind === 'fixed' ? { phaseMs: startMs + wholeNumber(random, [1, 59]) * SECOND_MS } : {};
  const quotas: SimulatedQuota[] = [
    ...(metrics === 'tokens' ? [] : [{ ...common, ...phase, limit: perMinute }]),
    ...(metrics === 'requests' ? [] : [{ ...common, ...phase, limit: tokens, metric: 'tokens' as const }]),
  ];
  const said = [metrics, kind, countRefused ? 'refusals count' : '', stateRetryAfter ? 'stated' : '', headers];
  return {
    label: `${perMinute}/${tokens} ${said.filter(Boolean).join(', ')}; ${concurrency} at a time of ${slowest} ms, ${shareOfLong} long`,
    format: 'openai',
    jobs: createJobs({ count, promptTokens, latencyMs }),
    concurrency,
    keys: [{ key: 'key-a', label: 'a' }],
    quotas,
    headers,
  };
}

/** Keys as in c, with everything about them drawn: how many, whose, how much is spent, what the refusals tell. */
export function pacedByRefusals(random: Random, startMs: number): Draft {
  const names = [...'abcde'].slice(0, wholeNumber(random, [2, 5]));
  const projects = names.map((name, index) => (index > 0 && random() < 0.25 ? (names[index - 1] ?? name) : name));
  const perMinute = wholeNumber(random, [4, 20]);
  const own = [...new Set(projects)];
  const perDay = random() < 0.5 ? wholeNumber(random, [30, 90]) : undefined;
  const used = drawn(own.length, () => (random() < 0.35 ? wholeNumber(random, [1, perDay ?? 1]) : 0));
  const tokens = random() < 0.4 ? perMinute * wholeNumber(random, [150, 500]) : undefined;
  const phaseMs = startMs + wholeNumber(random, [1, 59]) * SECOND_MS;
  const room = perDay === undefined ? Infinity : own.reduce((sum, _, index) => sum + perDay - used(index), 0);
  const count = Math.min(room, wholeNumber(random, [8, 14]) * perMinute * own.length);
  const promptTokens = drawn(count, () => wholeNumber(random, [60, 600]));
  const latency = oneOf(random, [2_000, 6_000, 15_000]);
  const concurrency = wholeNumber(random, [6, 24]);
  const quotas: SimulatedQuota[] = [
    { window: 'minute', limit: perMinute, phaseMs, kind: 'fixed' },
    ...(tokens === undefined ? [] : [{ window: 'minute' as const, limit: tokens, metric: 'tokens' as const, phaseMs }]),
    ...(perDay === undefined
      ? []
      : own.map((project, index) => ({ window: 'day' as const, limit: perDay, project, used: used(index) }))),
  ];
  return {
    label: `${projects.join('')} ${perMinute} a minute, ${tokens ?? 'no'} tokens, ${perDay ?? 'no'} a day (${own.map((_, index) => used(index)).join(' ')} used); ${concurrency} of ${latency} ms`,
    format: 'gemini',
    jobs: createJobs({ count, model: 'gemini-2.5-flash', promptTokens, latencyMs: latency }),
    concurrency,
    keys: names.map((name, index) => ({ key: `key-${name}`, label: name, project: projects[index] ?? name })),
    quotas,
  };
}

/** Nothing but refusals tells how many may be under way. */
export function pacedByConcurrency(random: Random): Draft {
  const limit = wholeNumber(random, [1, 12]);
  const concurrency = limit + wholeNumber(random, [1, 16]);
  const count = wholeNumber(random, [100, 300]);
  const slowest = oneOf(random, [2_000, 8_000, 30_000]);
  const isEven = random() < 0.5;
  const latencyMs = isEven ? slowest : drawn(count, () => wholeNumber(random, [slowest / 4, slowest]));
  const format = oneOf(random, ['openai', 'ollama'] as const);
  return {
    label: `${limit} at the same time, ${concurrency} wanted, ${isEven ? 'all' : 'up to'} ${slowest} ms, ${format}`,
    format,
    jobs: createJobs({ count, latencyMs }),
    concurrency,
    keys: [{ key: 'key-a', label: 'a' }],
    quotas: [{ metric: 'concurrency', limit, scope: 'account', stateRetryAfter: false }],
  };
}
