import type { Clock } from 'llm-resilience';
import { seededRandom, startProviderSimulator, type ProviderSimulator } from 'llm-resilience/testing';

/** The models of the story. */
export const MODELS = {
  book: 'kimi-k2:1t-cloud',
  fallback: 'gemini-2.5-flash',
  blurb: 'gpt-5-mini',
} as const;

/** The keys that Gemini accepts, of two projects. */
export const GEMINI_KEYS = [
  { key: 'demo-key-of-anna', label: 'anna', project: 'anna' },
  { key: 'demo-key-of-ben', label: 'ben', project: 'ben' },
] as const;

const HOUR_MS = 3_600_000;
/** After the second stage of the wait (60 s + 300 s) and before the third (+ 900 s): the wall lasts 21 minutes. */
const WALL_ENDS_AFTER_MS = 1_200_000;

/** Starts the providers of the story: they answer over HTTP as the real ones do, and refuse as they do. */
export async function startWorld(clock: Clock): Promise<ProviderSimulator> {
  return startProviderSimulator({
    clock,
    random: seededRandom(7),
    keys: GEMINI_KEYS.map((key) => ({ provider: 'gemini', ...key })),
    quotas: [
      // Eight requests until the hour turns; then eight more.
      { provider: 'ollama', window: 'hour', limit: 8, phaseMs: (clock.now() + WALL_ENDS_AFTER_MS) % HOUR_MS },
      // Anna's project has two requests left for today.
      { provider: 'gemini', project: 'anna', window: 'day', limit: 250, used: 248 },
      // Spent, until an hour from now.
      { provider: 'openai', window: 'hour', limit: 100, used: 100, phaseMs: clock.now() % HOUR_MS },
    ],
    faults: [
      { provider: 'ollama', type: 'status', status: 503, at: 3 },
      { provider: 'ollama', type: 'cut-stream', at: 6 },
    ],
    latencyMs: 10_000,
    // A request takes a minute or two on the demo's clock, so that a person can follow.
    chunkDelayMs: 2_000,
  });
}
