import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from '../../src/client/create-client.js';
import type { Client } from '../../src/client/client.js';
import type { Provider } from '../../src/core/provider.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';
import { manualClock, startProviderSimulator, type ProviderSimulator } from '../../src/testing/index.js';

const MINUTE_MS = 60_000;

const request = { messages: [{ role: 'user', content: 'Hello' }], retry: false } as const;

let clock: ReturnType<typeof manualClock>;
let latencyMs: number;
let simulator: ProviderSimulator;
let client: Client;

beforeEach(async () => {
  clock = manualClock();
  simulator = await startProviderSimulator({ clock, latencyMs: () => latencyMs, answer: () => 'At last.' });
});
afterEach(async () => {
  await client.close();
  await simulator.close();
});

/** Prepared, for the time that an SDK takes to load is none of the manual clock's. */
async function clientOf(provider: Provider): Promise<Client> {
  await provider.prepare?.();
  client = createClient({ providers: [provider], clock });
  return client;
}

const daemon = (options: Parameters<typeof ollama>[0] = {}) =>
  clientOf(ollama({ baseURL: simulator.baseURL.ollama, ...options }));

/** A local server of OpenAI's form, which sends its headers with the whole answer. */
const local = (options: Parameters<typeof openai>[0] = {}) =>
  clientOf(openai({ name: 'local', baseURL: simulator.baseURL.openai, ...options }));

/** How a call ended, and when. */
async function outcomeAfter(outcome: Promise<{ readonly text: string }>, ms: number): Promise<string> {
  const startedAt = clock.now();
  const told = outcome.then(
    ({ text }) => `${text} ${(clock.now() - startedAt) / MINUTE_MS} min`,
    (error: { readonly kind: string; readonly message: string }) =>
      `${error.kind} ${(clock.now() - startedAt) / MINUTE_MS} min`,
  );
  await clock.advance(ms);
  return told;
}

async function textOf(parts: AsyncIterable<{ readonly type: string; readonly text?: string }>) {
  let text = '';
  for await (const part of parts) text += part.text ?? '';
  return { text };
}

test('waits for the first token of a cold model of Ollama for 9 minutes by default', async () => {
  latencyMs = 9 * MINUTE_MS;
  const reply = (await daemon()).chat({ ...request, model: 'ollama/cold' });
  expect(await outcomeAfter(reply, 10 * MINUTE_MS)).toBe('At last. 9 min');
});

test('ends an attempt of Ollama whose first token does not come within 10 minutes', async () => {
  latencyMs = 11 * MINUTE_MS;
  const reply = (await daemon()).chat({ ...request, model: 'ollama/cold' });
  expect(await outcomeAfter(reply, 12 * MINUTE_MS)).toBe('timeout 10 min');
});

test.each(['chat', 'stream'] as const)('waits 20 minutes for Ollama where `firstToken` says so, by %s', async (way) => {
  latencyMs = 20 * MINUTE_MS;
  const asked = { ...request, model: 'ollama/cold' };
  const slow = await daemon({ timeouts: { firstToken: '21m' } });
  const reply = way === 'chat' ? slow.chat(asked) : textOf(slow.stream(asked));
  expect(await outcomeAfter(reply, 21 * MINUTE_MS)).toBe('At last. 20 min');
});

test('waits 20 minutes for a whole answer of a local server where `answer` says so', async () => {
  latencyMs = 20 * MINUTE_MS;
  const reply = (await local({ timeouts: { answer: '21m' } })).chat({ ...request, model: 'local/slow' });
  expect(await outcomeAfter(reply, 21 * MINUTE_MS)).toBe('At last. 20 min');
});

test('ends an attempt whose whole answer does not come within 15 minutes', async () => {
  latencyMs = 20 * MINUTE_MS;
  const reply = (await local()).chat({ ...request, model: 'local/slow' });
  expect(await outcomeAfter(reply, 21 * MINUTE_MS)).toBe('timeout 15 min');
});
