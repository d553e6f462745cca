import { createJobs, drawn } from '../harness/jobs.js';
import { wholeNumber } from './draw.js';
import type { Variant } from './other-numbers.js';
import { HOUR_MS, MINUTE_MS } from './times.js';

const KEY = { key: 'key-a', label: 'a' };

/** Other windows and sizes of quotas. */
export const OTHER_LIMITS: Readonly<Record<string, Variant>> = {
  'window of 20 min, unstated'(random) {
    const limit = wholeNumber(random, [15, 40]);
    const phaseMs = wholeNumber(random, [1, 1_199]) * 1_000;
    return {
      label: `${limit} per 20 min, turns after ${phaseMs / 1_000} s`,
      format: 'ollama',
      jobs: createJobs({ count: 6 * limit, latencyMs: 9_000 }),
      concurrency: 6,
      keys: [KEY],
      quotas: [{ window: 20 * MINUTE_MS, limit, phaseMs }],
    };
  },
  'window of an hour, partly used'(random) {
    const limit = wholeNumber(random, [80, 200]);
    const used = wholeNumber(random, [10, 70]);
    const phaseMs = wholeNumber(random, [1, 59]) * MINUTE_MS;
    return {
      label: `${limit} per hour, ${used} used, turns after ${phaseMs / MINUTE_MS} min`,
      format: 'ollama',
      jobs: createJobs({ count: 4 * limit, latencyMs: 5_000 }),
      concurrency: 12,
      keys: [KEY],
      quotas: [{ window: 'hour', limit, used, phaseMs }],
    };
  },
  'window of an hour, stated'(random) {
    const limit = wholeNumber(random, [30, 90]);
    const phaseMs = wholeNumber(random, [1, 59]) * MINUTE_MS;
    return {
      label: `${limit} per hour, turns after ${phaseMs / MINUTE_MS} min`,
      format: 'openai',
      jobs: createJobs({ count: 4 * limit, latencyMs: 15_000 }),
      concurrency: 8,
      keys: [KEY],
      quotas: [{ window: 'hour', limit, phaseMs, kind: 'fixed' }],
    };
  },
  'window of 3 h, unstated, patient'(random) {
    const limit = wholeNumber(random, [50, 120]);
    const phaseMs = wholeNumber(random, [5, 175]) * MINUTE_MS;
    return {
      label: `${limit} per 3 h, turns after ${phaseMs / MINUTE_MS} min`,
      format: 'ollama',
      jobs: createJobs({ count: 4 * limit, latencyMs: 20_000 }),
      concurrency: 8,
      keys: [KEY],
      quotas: [{ window: 3 * HOUR_MS, limit, phaseMs }],
      patience: '7h',
    };
  },
  'session of 5 h on its grid, patient'(random) {
    const limit = wholeNumber(random, [50, 120]);
    return {
      label: `${limit} per session`,
      format: 'ollama',
      jobs: createJobs({ count: 3 * limit, latencyMs: 20_000 }),
      concurrency: 8,
      keys: [KEY],
      quotas: [{ window: 'session', limit }],
      patience: '7h',
    };
  },
  'day in Pacific time, patient'(random) {
    const limit = wholeNumber(random, [40, 90]);
    return {
      label: `${limit} per day`,
      format: 'gemini',
      jobs: createJobs({ count: 3 * limit, latencyMs: 8_000 }),
      concurrency: 4,
      keys: [KEY],
      quotas: [{ window: 'day', limit }],
      patience: '26h',
    };
  },
  'fixed minute, stated, short answers'(random) {
    const limit = wholeNumber(random, [90, 150]);
    const phaseMs = wholeNumber(random, [1, 59]) * 1_000;
    return {
      label: `${limit} per minute, turns after ${phaseMs / 1_000} s`,
      format: 'openai',
      jobs: createJobs({ count: 6 * limit, latencyMs: 1_500 }),
      concurrency: 8,
      keys: [KEY],
      quotas: [{ window: 'minute', limit, phaseMs, kind: 'fixed' }],
    };
  },
  'tokens a minute, long and short'(random) {
    const limit = wholeNumber(random, [20, 60]) * 1_000;
    const jobs = 200;
    const promptTokens = drawn(jobs, () => wholeNumber(random, random() < 0.5 ? [50, 200] : [800, 3_000]));
    const latencyMs = drawn(jobs, () => wholeNumber(random, [1_000, 20_000]));
    return {
      label: `${limit} tokens per minute`,
      format: 'openai',
      jobs: createJobs({ count: jobs, promptTokens, latencyMs }),
      concurrency: 16,
      keys: [KEY],
      quotas: [
        { window: 'minute', limit, metric: 'tokens', countRefused: true },
        { window: 'minute', limit: 500, countRefused: true },
      ],
    };
  },
  'few under way'(random) {
    const limit = wholeNumber(random, [2, 5]);
    return {
      label: `${limit} at the same time`,
      format: 'openai',
      jobs: createJobs({ count: 160, latencyMs: 4_000 }),
      concurrency: 12,
      keys: [KEY],
      quotas: [{ metric: 'concurrency', limit, scope: 'account', stateRetryAfter: false }],
    };
  },
};
