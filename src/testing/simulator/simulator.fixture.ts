import { afterEach } from 'vitest';
import { manualClock, type ManualClock } from '../manual-clock.js';
import { seededRandom } from '../seeded-random.js';
import type { ProviderSimulatorOptions } from './options.js';
import type { ProviderSimulator } from './provider-simulator.js';
import { startProviderSimulator } from './start-provider-simulator.js';

export let simulator: ProviderSimulator;
export let clock: ManualClock;

afterEach(() => simulator?.close());

/** Starts the simulator of a test on a manual clock with the same chance every time; it is closed after the test. */
export async function start(options: ProviderSimulatorOptions = {}, startIso = '2026-01-05T12:00:00Z'): Promise<void> {
  clock = manualClock(Date.parse(startIso));
  simulator = await startProviderSimulator({ clock, random: seededRandom(1), ...options });
}

/** What a call throws. */
export async function thrown(call: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return call.then(
    () => {
      throw new Error('The call did not fail.');
    },
    (error: unknown) => error as Error & Record<string, unknown>,
  );
}

/** The body of a chat, as Ollama and OpenAI take it. */
export const chat = (extra: object = {}) => ({
  model: 'm',
  messages: [{ role: 'user', content: 'Hello there' }],
  ...extra,
});

/** Status and text of a request without an SDK. */
export async function request(
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<[number, string]> {
  const init =
    body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${simulator.baseURL.ollama}${path}`, { ...init, headers });
  return [response.status, await response.text()];
}
