import { afterEach, expect, test } from 'vitest';
import type { Provider } from '../../src/core/provider.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';
import { startProviderSimulator, type FaultEffect, type ProviderSimulator } from '../../src/testing/index.js';
import { attemptFailure, openAttempt } from '../../src/testing/provider-contract/attempts.js';
import { chat, kindOf, stream } from './fixtures.js';

const ADAPTERS: Record<string, (simulator: ProviderSimulator) => Provider> = {
  ollama: ({ baseURL }) => ollama({ baseURL: baseURL.ollama, apiKey: 'simulated-key' }),
  openai: ({ baseURL }) => openai({ baseURL: baseURL.openai, apiKey: 'simulated-key' }),
  genai: ({ baseURL }) => gemini({ baseURL: baseURL.gemini, apiKey: 'simulated-key', sdk: 'genai' }),
  'generative-ai': ({ baseURL }) => gemini({ baseURL: baseURL.gemini, apiKey: 'simulated-key', sdk: 'generative-ai' }),
};
const NAMES = Object.keys(ADAPTERS);

const open: { close(): Promise<void> }[] = [];

async function start(name: string, options: Parameters<typeof startProviderSimulator>[0] = {}): Promise<Provider> {
  // Small pieces, so that what breaks half-way breaks inside of the text.
  const simulator = await startProviderSimulator({
    chunkSize: 2,
    answer: () => 'Der Fluss stieg über Nacht.',
    ...options,
  });
  const provider = ADAPTERS[name]!(simulator);
  open.push(provider, simulator);
  return provider;
}

afterEach(async () => {
  for (const closing of open.splice(0)) await closing.close();
});

test.each(NAMES)('%s answers whole and streamed alike', async (name) => {
  const provider = await start(name);
  const reply = await chat(provider);
  const parts = await stream(provider);
  expect(reply).toMatchObject({
    finishReason: 'stop',
    usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
  });
  expect(parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('')).toBe(reply.text);
  expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop', usage: reply.usage });
});

test.each(NAMES)('%s says where an answer was cut at its maximum', async (name) => {
  const provider = await start(name);
  const request = {
    model: 'm',
    messages: [{ role: 'user' as const, content: 'word '.repeat(200) }],
    maxOutputTokens: 5,
  };
  expect((await chat(provider, request)).finishReason).toBe('length');
});

const HOURLY = { window: 'hour', limit: 1 } as const;

test.each([
  ['ollama', 'hourly-limit'],
  ['openai', 'hourly-limit'],
])('%s tells an hourly quota', async (name, kind) => {
  const provider = await start(name, { quotas: [HOURLY] });
  await chat(provider);
  expect(await kindOf(provider, chat(provider))).toBe(kind);
  expect(await kindOf(provider, stream(provider))).toBe(kind);
});

test.each(['genai', 'generative-ai'])('%s tells a daily quota from its details', async (name) => {
  const provider = await start(name, { quotas: [{ window: 'day', limit: 1 }] });
  await chat(provider);
  expect(await kindOf(provider, chat(provider))).toBe('daily-limit');
  expect(await kindOf(provider, stream(provider))).toBe('daily-limit');
});

const FAULTS: readonly (readonly [FaultEffect, string])[] = [
  [{ type: 'reset' }, 'network'],
  [{ type: 'reset-mid-stream' }, 'network'],
  [{ type: 'html' }, 'server-error'],
];

test.each(NAMES.flatMap((name) => FAULTS.map(([effect, kind]) => ({ name, type: effect.type, effect, kind }))))(
  '$name tells $type as $kind, whole and streamed',
  async ({ name, effect, kind }) => {
    const provider = await start(name, { faults: [effect] });
    expect(await kindOf(provider, chat(provider))).toBe(kind);
    expect(await kindOf(provider, stream(provider))).toBe(kind);
  },
);

test.each(
  NAMES.flatMap((name) =>
    (
      ['empty-body', 'broken-json', 'cut-stream', 'empty', 'error-in-stream', 'error-in-200', 'garbage-line'] as const
    ).map((type) => ({ name, type })),
  ),
)('$name takes $type for no answer, whole and streamed', async ({ name, type }) => {
  const provider = await start(name, { faults: [{ type }] });
  await attemptFailure(chat(provider));
  await attemptFailure(stream(provider));
});

test('ollama finds a prompt that an old server cut in silence', async () => {
  const provider = await start('ollama', {
    models: [{ provider: 'ollama', name: 'm', contextLength: 2_048 }],
    ollamaTruncate: 'ignore',
  });
  const content = 'The river rose, and nobody in the village slept that night. '.repeat(500);
  const request = { model: 'm', messages: [{ role: 'user' as const, content }] };
  expect(await attemptFailure(chat(provider, request))).toMatchObject({ failure: { code: 'PROMPT_CUT' } });
});

test('ollama is told of a prompt that is too long by a new server', async () => {
  const provider = await start('ollama', { models: [{ provider: 'ollama', name: 'm', contextLength: 2_048 }] });
  const request = { model: 'm', messages: [{ role: 'user' as const, content: 'word '.repeat(10_000) }] };
  expect(await kindOf(provider, provider.chat(request, openAttempt()))).toBe('context-length');
});
