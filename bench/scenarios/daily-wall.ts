import type { SimulatedProvider } from '../../src/testing/simulator/simulated-provider.js';
import { createJobs } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { HOUR_MS, MONDAY_MS } from './times.js';

const FORMATS: readonly SimulatedProvider[] = ['ollama', 'openai', 'gemini'];

/** Scenario f: 200 jobs, and a daily limit that ends after the 100th; each provider in its own words. */
export function dailyWall(formats: readonly SimulatedProvider[] = FORMATS): readonly Trial[] {
  return formats.map((format, index) => ({
    scenario: 'f',
    label: format,
    seed: 600 + index,
    format,
    startMs: MONDAY_MS,
    jobs: createJobs({ count: 200, latencyMs: 10_000 }),
    concurrency: 8,
    keys: [{ key: 'key-a', label: 'a' }],
    quotas: [{ window: 'day', limit: 100, kind: 'fixed' }],
    told: { requests: 100, windowMs: 24 * HOUR_MS },
    wall: true,
  }));
}
