import { expect, it } from 'vitest';
import { classifyError } from '../../client/classify-error.js';
import type { Classification } from '../../core/classification.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { ProviderSimulatorOptions } from './options.js';
import type { SimulatedProvider } from './simulated-provider.js';
import { clock, simulator, start } from './simulator.fixture.js';

const KEY = 'sk-test-0123456789abcdef';
const messages = [{ role: 'user', content: 'x'.repeat(100) }];

const REQUESTS: Readonly<Record<SimulatedProvider, readonly [path: string, body: unknown]>> = {
  ollama: ['/api/chat', { model: 'm', messages, truncate: false }],
  openai: ['/v1/chat/completions', { model: 'm', messages }],
  gemini: ['/v1beta/models/m:generateContent', { contents: [{ parts: [{ text: 'x'.repeat(100) }] }] }],
};

/** What the library makes of the error that a provider gives with these options. */
async function classified(provider: SimulatedProvider, options: ProviderSimulatorOptions): Promise<Classification> {
  await start(options, '2026-01-05T12:00:20Z');
  const [path, body] = REQUESTS[provider];
  const response = await fetch(`${simulator.baseURL.ollama}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'x-goog-api-key': KEY },
    body: JSON.stringify(body),
  });
  const { status, headers } = response;
  return classifyError({ status, headers, body: await response.text() }, { provider, now: clock.now() });
}

const usedUp = (window: 'minute' | 'hour' | 'session' | 'day' | 'week' | 'month'): ProviderSimulatorOptions => ({
  quotas: [{ window, limit: 5, used: 5 }],
});
const keyState = (state: 'invalid' | 'suspended' | 'no-credit'): ProviderSimulatorOptions => ({
  keys: [{ key: KEY, state }],
});

type Row = readonly [
  title: string,
  options: ProviderSimulatorOptions,
  kinds: readonly [ErrorKind, ErrorKind, ErrorKind],
];

const all = (kind: ErrorKind): Row[2] => [kind, kind, kind];

/** For Ollama, OpenAI and Gemini, in this order. */
const ROWS: readonly Row[] = [
  ['a quota of a minute', usedUp('minute'), all('rate-limit')],
  ['a quota of an hour', usedUp('hour'), all('hourly-limit')],
  ['a quota of a session', usedUp('session'), all('hourly-limit')],
  ['a quota of a day', usedUp('day'), all('daily-limit')],
  ['a quota of a week', usedUp('week'), all('weekly-limit')],
  // OpenAI says of a spent budget what it says of an empty account.
  ['a quota of a month', usedUp('month'), ['monthly-limit', 'quota-exhausted', 'monthly-limit']],
  ['a quota of tokens', { quotas: [{ window: 'minute', metric: 'tokens', limit: 500, used: 500 }] }, all('rate-limit')],
  // Gemini has no words for it.
  [
    'too many at once',
    { quotas: [{ metric: 'concurrency', limit: 0 }] },
    ['concurrency-limit', 'concurrency-limit', 'rate-limit'],
  ],
  ['an unknown key', keyState('invalid'), all('authentication')],
  ['a suspended key', keyState('suspended'), all('authentication')],
  ['an empty account', keyState('no-credit'), all('quota-exhausted')],
  ['a missing model', { models: [{ name: 'other' }] }, all('model-not-found')],
  ['a retired model', { models: [{ name: 'm', state: 'retired' }] }, all('model-not-found')],
  ['a model without capacity', { models: [{ name: 'm', state: 'overloaded' }] }, all('overloaded')],
  ['an overload', { overload: { maxInFlight: 0 } }, all('overloaded')],
  ['a prompt that is too long', { models: [{ name: 'm', contextLength: 5 }] }, all('context-length')],
  ['an HTML page', { faults: [{ type: 'html' }] }, all('server-error')],
  ['a status of 500', { faults: [{ type: 'status', status: 500 }] }, all('server-error')],
];

it.each(ROWS)('gives errors that the library recognises: %s', async (_title, options, kinds) => {
  const found: ErrorKind[] = [];
  for (const provider of ['ollama', 'openai', 'gemini'] as const) {
    found.push((await classified(provider, options)).kind);
    await simulator.close();
  }
  expect(found).toEqual(kinds);
});

it('states resets at which its windows really turn', async () => {
  const hour = await classified('openai', { quotas: [{ window: 'hour', limit: 5, used: 5 }] });
  expect(hour).toMatchObject({ retryAfterMs: 3_580_000, resetsAt: Date.parse('2026-01-05T13:00:00Z') });
  await simulator.close();
  const day = await classified('gemini', usedUp('day'));
  expect(day).toMatchObject({ retryAfterMs: 40_000, resetsAt: Date.parse('2026-01-06T08:00:00Z') });
});

it('states no time for what no time brings back', async () => {
  for (const options of [keyState('no-credit'), usedUp('month'), { quotas: [{ window: 'day', limit: 0 }] as const }]) {
    expect(await classified('openai', options)).toMatchObject({ kind: 'quota-exhausted', retryAfterMs: undefined });
    await simulator.close();
  }
});
