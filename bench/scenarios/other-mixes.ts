import { createJobs, drawn } from '../harness/jobs.js';
import { oneOf, wholeNumber } from './draw.js';
import type { Variant } from './other-numbers.js';
import { MINUTE_MS, SECOND_MS } from './times.js';

const KEY = { key: 'key-a', label: 'a' };
const keys = (names: string): Variant extends (...args: never) => { readonly keys: infer Keys } ? Keys : never =>
  [...names].map((name) => ({ key: `key-${name}`, label: name, project: name }));

/** Other keys, models, lengths and faults. */
export const OTHER_MIXES: Readonly<Record<string, Variant>> = {
  'three models, each with a minute of its own'(random) {
    const limits = [wholeNumber(random, [8, 15]), wholeNumber(random, [15, 30]), wholeNumber(random, [5, 10])];
    const phaseMs = wholeNumber(random, [1, 59]) * SECOND_MS;
    return {
      label: `${limits.join(', ')} per minute`,
      format: 'gemini',
      jobs: createJobs({ count: 180, model: (place) => `model-${place % 3}`, latencyMs: 3_000 }),
      concurrency: 24,
      keys: [KEY],
      quotas: limits.map((limit, index) => ({ window: 'minute', limit, model: `model-${index}`, phaseMs })),
    };
  },
  'four keys, two of one project'(random) {
    const limit = wholeNumber(random, [6, 14]);
    const phaseMs = wholeNumber(random, [1, 59]) * SECOND_MS;
    return {
      label: `${limit} per minute and project`,
      format: 'gemini',
      jobs: createJobs({ count: 12 * limit, latencyMs: 5_000 }),
      concurrency: 10,
      keys: [...keys('abc'), { key: 'key-d', label: 'd', project: 'a' }],
      quotas: [{ window: 'minute', limit, phaseMs }],
    };
  },
  'two accounts with an hour each'(random) {
    const limit = wholeNumber(random, [25, 50]);
    const phaseMs = wholeNumber(random, [1, 59]) * MINUTE_MS;
    return {
      label: `${limit} per hour and account, turns after ${phaseMs / MINUTE_MS} min`,
      format: 'ollama',
      jobs: createJobs({ count: 6 * limit, latencyMs: 10_000 }),
      concurrency: 6,
      keys: keys('ab'),
      quotas: [{ window: 'hour', limit, phaseMs }],
    };
  },
  'an hour of long requests'(random) {
    const limit = wholeNumber(random, [20, 40]);
    const phaseMs = wholeNumber(random, [1, 59]) * MINUTE_MS;
    const count = 5 * limit;
    const latencyMs = drawn(count, () => wholeNumber(random, random() < 0.7 ? [5_000, 20_000] : [120_000, 300_000]));
    return {
      label: `${limit} per hour, turns after ${phaseMs / MINUTE_MS} min`,
      format: 'ollama',
      jobs: createJobs({ count, latencyMs, stream: (place) => place % 3 === 0 }),
      concurrency: 8,
      keys: [KEY],
      quotas: [{ window: 'hour', limit, phaseMs }],
    };
  },
  'outage, another server'(random) {
    const seconds = wholeNumber(random, [30, 600]);
    return {
      label: `down for ${seconds} s`,
      format: 'ollama',
      jobs: createJobs({ count: 240, latencyMs: 10_000 }),
      concurrency: 16,
      staggerMs: 625,
      keys: [KEY],
      quotas: [],
      overload: {
        fromMs: 30 * SECOND_MS,
        untilMs: (30 + seconds) * SECOND_MS,
        relapse: { requests: 12, withinMs: 2 * SECOND_MS, downMs: 45 * SECOND_MS },
      },
    };
  },
  'an hour with faults'(random) {
    const limit = wholeNumber(random, [40, 80]);
    const phaseMs = wholeNumber(random, [1, 59]) * MINUTE_MS;
    const strike = (first: number): number[] => Array.from({ length: 6 }, (_, turn) => first + 30 * turn);
    return {
      label: `${limit} per hour, turns after ${phaseMs / MINUTE_MS} min`,
      format: 'ollama',
      jobs: createJobs({ count: 4 * limit, latencyMs: 8_000, stream: (place) => place % 2 === 0 }),
      concurrency: 8,
      keys: [KEY],
      quotas: [{ window: 'hour', limit, phaseMs }],
      faults: [
        { type: 'reset', at: strike(wholeNumber(random, [5, 9])) },
        { type: 'status', status: 500, at: strike(wholeNumber(random, [12, 17])) },
        { type: 'html', at: strike(wholeNumber(random, [20, 26])) },
      ],
    };
  },
  'a crowd with five keys of two projects, each with a minute and a day of its own'(random) {
    const projects = ['p', 'q'].map((project) => {
      const perDay = wholeNumber(random, [30, 200]);
      const used = Math.floor(perDay * oneOf(random, [0, 0.3, 0.6, 0.9]));
      return { project, perDay, used, perMinute: wholeNumber(random, [8, 30]) };
    });
    const phaseMs = wholeNumber(random, [1, 59]) * SECOND_MS;
    const minutes = projects.map(({ perMinute }) => perMinute).join(', ');
    const days = projects.map(({ perDay, used }) => `${perDay} - ${used}`).join(', ');
    return {
      label: `${minutes} per minute, ${days} per day`,
      format: 'gemini',
      jobs: createJobs({ count: projects.reduce((sum, { perDay, used }) => sum + perDay - used, 0), latencyMs: 4_000 }),
      concurrency: 64,
      keys: [...'abcde'].map((name, place) => {
        return { key: `key-${name}`, label: name, project: place % 2 === 0 ? 'p' : 'q' };
      }),
      quotas: projects.flatMap(({ project, perMinute, perDay, used }) => [
        { window: 'minute', limit: perMinute, project, phaseMs },
        { window: 'day', limit: perDay, project, used },
      ]),
    };
  },
};
