import { afterEach, expect, it } from 'vitest';
import { manualClock, type ManualClock } from '../manual-clock.js';
import { seededRandom } from '../seeded-random.js';
import { genaiChat, ollamaChat, openaiChat, type Sdk } from './sdk-calls.fixture.js';
import type { ProviderSimulatorOptions } from './options.js';
import type { ProviderSimulator } from './provider-simulator.js';
import { startProviderSimulator } from './start-provider-simulator.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

let simulator: ProviderSimulator;
let clock: ManualClock;

afterEach(() => simulator.close());

async function start(options: ProviderSimulatorOptions, startIso = '2026-01-05T12:00:00Z'): Promise<void> {
  clock = manualClock(Date.parse(startIso));
  simulator = await startProviderSimulator({ clock, random: seededRandom(1), ...options });
}

/** The statuses of so many calls, one after the other. */
async function statuses(
  sdk: Sdk,
  count: number,
  call: { key?: string; model?: string; text?: string } = {},
): Promise<number[]> {
  const before = simulator.requests.length;
  for (let index = 0; index < count; index += 1)
    await sdk({ simulator, text: 'One two.', ...call }).catch(() => undefined);
  return simulator.requests.slice(before).map((request) => request.status ?? 0);
}

interface RawReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function post(path: string, body: unknown): Promise<RawReply> {
  // The keys that the SDKs show here; Ollama's shows none.
  const headers = path.startsWith('/api/')
    ? undefined
    : { authorization: 'Bearer AIza-test', 'x-goog-api-key': 'AIza-test' };
  const response = await fetch(new URL(path, simulator.baseURL.ollama), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const messages = [{ role: 'user', content: 'One two.' }];
const askOllama = () => post('/api/chat', { model: 'm', messages });
const askOpenAI = (extra: object = {}) => post('/v1/chat/completions', { model: 'gpt-4o', messages, ...extra });
const askGemini = (method = 'generateContent') =>
  post(`/v1beta/models/gemini-2.5-flash:${method}`, { contents: [{ role: 'user', parts: [{ text: 'One two.' }] }] });

it.each([
  ['hour', "you've reached your hourly usage limit, please wait or upgrade to continue", HOUR_MS],
  ['session', /^you \(\w+\) have reached your session usage limit, upgrade .* \(ref: [0-9a-f-]{36}\)$/, 5 * HOUR_MS],
  ['week', /^you \(\w+\) have reached your weekly usage limit, upgrade .* \(ref: [0-9a-f-]{36}\)$/, 7 * 24 * HOUR_MS],
  ['month', /^you \(\w+\) have reached your monthly usage limit, add usage credits: /, 31 * 24 * HOUR_MS],
] as const)("refuses with Ollama's words when the %s is used up, and no time", async (window, wording, longestMs) => {
  await start({ quotas: [{ provider: 'ollama', window, limit: 2 }] });
  expect(await statuses(ollamaChat, 2)).toEqual([200, 200]);
  const refused = await askOllama();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
  expect(JSON.parse(refused.text)).toEqual({
    error: typeof wording === 'string' ? wording : expect.stringMatching(wording),
  });
  expect(simulator.requests.at(-1)).toMatchObject({ outcome: 'refused', refusedBy: `requests per ${window}` });
  await clock.advance(longestMs);
  expect(await statuses(ollamaChat, 3)).toEqual([200, 200, 429]);
});

it('lets a fixed window turn at its phase, not after its length', async () => {
  await start({ quotas: [{ provider: 'ollama', window: 'hour', limit: 1, phaseMs: 17 * MINUTE_MS }] });
  expect(await statuses(ollamaChat, 2)).toEqual([200, 429]);
  await clock.advance(17 * MINUTE_MS - 1);
  expect(await statuses(ollamaChat, 1)).toEqual([429]);
  await clock.advance(1);
  expect(await statuses(ollamaChat, 2)).toEqual([200, 429]);
});

it("gives Gemini's day back at midnight Pacific time", async () => {
  await start({ quotas: [{ provider: 'gemini', window: 'day', limit: 1 }] }, '2026-03-08T09:00:00Z');
  expect(await statuses(genaiChat, 2)).toEqual([200, 429]);
  // The clocks went forward that night: midnight is at 07:00 UTC.
  await clock.advanceTo(Date.parse('2026-03-09T06:59:59.999Z'));
  expect(await statuses(genaiChat, 1)).toEqual([429]);
  await clock.advance(1);
  expect(await statuses(genaiChat, 2)).toEqual([200, 429]);
});

it("names Gemini's day in the quota, with a delay of seconds that misleads", async () => {
  await start({ quotas: [{ provider: 'gemini', window: 'day', limit: 1, used: 1 }] }, '2026-01-05T12:00:20Z');
  const { status, text } = await askGemini();
  const { error } = JSON.parse(text);
  expect([status, error.status]).toEqual([429, 'RESOURCE_EXHAUSTED']);
  expect(error.message).toContain('limit: 1, model: gemini-2.5-flash\nPlease retry in 40s.');
  expect(error.details).toEqual([
    expect.objectContaining({ '@type': 'type.googleapis.com/google.rpc.Help' }),
    {
      '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
      violations: [
        {
          quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
          quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
          quotaDimensions: { location: 'global', model: 'gemini-2.5-flash' },
          quotaValue: '1',
        },
      ],
    },
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '40s' },
  ]);
});

it('lists all violated quotas of Gemini, the longest first, and cuts the delay to whole seconds', async () => {
  const quotas = [
    { provider: 'gemini', window: 'minute', limit: 5, used: 5 },
    { provider: 'gemini', window: 'minute', metric: 'tokens', limit: 100, used: 100 },
    { provider: 'gemini', window: 'day', limit: 9, used: 9 },
  ] as const;
  await start({ quotas });
  const ids = JSON.parse((await askGemini()).text).error.details[1].violations.map(
    (item: { quotaId: string }) => item.quotaId,
  );
  expect(ids).toEqual([
    'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
    'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
    'GenerateContentInputTokensPerModelPerMinute-FreeTier',
  ]);
  await simulator.close();
  await start({ quotas: quotas.slice(0, 1) }, '2026-01-05T12:00:17.078Z');
  const { error } = JSON.parse((await askGemini()).text);
  expect(error.message).toMatch(/\nPlease retry in 42\.922s\.$/);
  expect(error.details[2].retryDelay).toBe('42s');
});

it('says `limit: 0` without a value where a tier does not have the model', async () => {
  await start({ quotas: [{ provider: 'gemini', window: 'day', limit: 0 }] });
  const { error } = JSON.parse((await askGemini()).text);
  expect(error.message).toContain('limit: 0, model: gemini-2.5-flash');
  expect(error.details[1].violations[0]).not.toHaveProperty('quotaValue');
});

it('wraps errors of the array stream in an array', async () => {
  await start({ quotas: [{ provider: 'gemini', window: 'minute', limit: 0 }] });
  const { text, status } = await askGemini('streamGenerateContent');
  expect([status, JSON.parse(text)]).toEqual([429, [{ error: expect.objectContaining({ code: 429 }) }]]);
});

it("drips OpenAI's day back and says when, in body and headers", async () => {
  await start({ quotas: [{ provider: 'openai', window: 'day', limit: 200, used: 200 }] });
  const refused = await askOpenAI();
  expect(refused.status).toBe(429);
  expect(JSON.parse(refused.text).error).toEqual({
    message:
      'Rate limit reached for gpt-4o in organization org-simulator on requests per day (RPD): Limit 200, Used 200, ' +
      'Requested 1. Please try again in 7m12s. Visit https://platform.openai.com/account/rate-limits to learn more.',
    type: 'requests',
    param: null,
    code: 'rate_limit_exceeded',
  });
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'retry-after': '432',
    'retry-after-ms': '432000',
    'x-ratelimit-limit-requests': '200',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '24h0m0s',
  });
  await clock.advance(431_999);
  expect(await statuses(openaiChat, 1, { model: 'gpt-4o' })).toEqual([429]);
  await clock.advance(1);
  expect(await statuses(openaiChat, 2, { model: 'gpt-4o' })).toEqual([200, 429]);
});

it('admits a request after exactly the stated time, however odd the limit', async () => {
  await start({ quotas: [{ provider: 'openai', window: 'minute', limit: 7 }] });
  expect(await statuses(openaiChat, 7, { model: 'gpt-4o' })).not.toContain(429);
  const statedMs = Number((await askOpenAI()).headers.get('retry-after-ms'));
  expect(statedMs).toBe(8_572);
  await clock.advance(statedMs - 1);
  expect((await askOpenAI()).status).toBe(429);
  await clock.advance(1);
  expect((await askOpenAI()).status).toBe(200);
});

it("shows OpenAI's limits in the headers of good answers, the tightest of each metric", async () => {
  await start({
    quotas: [
      { provider: 'openai', window: 'minute', limit: 60 },
      { provider: 'openai', window: 'day', limit: 1_000, used: 990 },
      { provider: 'openai', window: 'minute', metric: 'tokens', limit: 40_000 },
    ],
  });
  const { status, headers } = await askOpenAI({ max_completion_tokens: 1_000 });
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-ratelimit-limit-requests': '1000',
    'x-ratelimit-remaining-requests': '9',
    'x-ratelimit-limit-tokens': '40000',
    // The larger of prompt and maximum output counts.
    'x-ratelimit-remaining-tokens': '39000',
    'x-ratelimit-reset-tokens': '1.5s',
  });
});

it('tells OpenAI users of a request that is larger than the whole quota, without a time', async () => {
  await start({ quotas: [{ provider: 'openai', window: 'minute', metric: 'tokens', limit: 100 }] });
  const { status, text, headers } = await askOpenAI({ max_tokens: 342 });
  expect([status, headers.get('retry-after')]).toEqual([429, null]);
  expect(JSON.parse(text).error.message).toMatch(
    /^Request too large for gpt-4o in organization org-simulator on tokens per min \(TPM\): Limit 100, Requested 342\. /,
  );
});

it('leaves the stated time out where it should, but not the limits in the headers', async () => {
  await start({ quotas: [{ provider: 'openai', window: 'minute', limit: 1, used: 1, stateRetryAfter: false }] });
  const { text, headers } = await askOpenAI();
  expect(text).not.toContain('try again');
  expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual([null, null]);
  expect(headers.get('x-ratelimit-reset-requests')).toBe('1m0s');
});

it('counts refused requests where told to', async () => {
  await start({ quotas: [{ provider: 'openai', window: 'minute', limit: 2, countRefused: true }] });
  expect(await statuses(openaiChat, 4)).toEqual([200, 200, 429, 429]);
  // Four of a bucket of two: a minute empties two of them, and the next request finds it full.
  await clock.advance(MINUTE_MS);
  expect(await statuses(openaiChat, 1)).toEqual([429]);
});

it('shares a quota by project and model, by project, by account or by key', async () => {
  const keys = [
    { key: 'a1', project: 'a', account: 'x' },
    { key: 'a2', project: 'a', account: 'x' },
    { key: 'b1', project: 'b', account: 'x' },
  ];
  const used = async (scope: 'project+model' | 'project' | 'account' | 'key') => {
    await start({ keys, quotas: [{ provider: 'openai', scope, window: 'minute', limit: 1 }] });
    const calls = [
      { key: 'a1', model: 'm' },
      { key: 'a1', model: 'n' },
      { key: 'a2', model: 'm' },
      { key: 'b1', model: 'm' },
    ];
    const all: number[] = [];
    for (const call of calls) all.push(...(await statuses(openaiChat, 1, call)));
    await simulator.close();
    return all;
  };
  expect(await used('project+model')).toEqual([200, 200, 429, 200]);
  expect(await used('project')).toEqual([200, 429, 429, 200]);
  expect(await used('account')).toEqual([200, 429, 429, 429]);
  expect(await used('key')).toEqual([200, 429, 200, 200]);
});

it("shares Ollama's quotas by account and Gemini's by project and model, unless told otherwise", async () => {
  await start({ quotas: [{ window: 'hour', limit: 1 }] });
  expect(await statuses(ollamaChat, 1, { model: 'a', key: 'k' })).toEqual([200]);
  expect(await statuses(ollamaChat, 1, { model: 'b', key: 'k' })).toEqual([429]);
  expect(await statuses(genaiChat, 1, { model: 'a', key: 'k' })).toEqual([200]);
  expect(await statuses(genaiChat, 1, { model: 'b', key: 'k' })).toEqual([200]);
});

it('narrows a quota down to a model, a key or a project', async () => {
  await start({
    keys: [{ key: 'secret-a', label: 'a', project: 'p' }, { key: 'secret-b' }],
    quotas: [
      { provider: 'openai', model: 'small', window: 'minute', limit: 0 },
      { provider: 'openai', key: 'a', model: 'by-label', window: 'minute', limit: 0 },
      { provider: 'openai', key: 'secret-a', model: 'by-secret', window: 'minute', limit: 0 },
      { provider: 'openai', project: 'p', model: 'by-project', window: 'minute', limit: 0 },
    ],
  });
  for (const model of ['by-label', 'by-secret', 'by-project']) {
    expect(await statuses(openaiChat, 1, { key: 'secret-a', model })).toEqual([429]);
    expect(await statuses(openaiChat, 1, { key: 'secret-b', model })).toEqual([200]);
  }
  expect(await statuses(openaiChat, 1, { key: 'secret-b', model: 'small' })).toEqual([429]);
});

it('bounds what is under way at once, and frees the place of an answer and of an abort', async () => {
  await start({ quotas: [{ provider: 'ollama', metric: 'concurrency', limit: 2 }], latencyMs: 1_000 });
  const controller = new AbortController();
  const { signal } = controller;
  const calls = [
    ollamaChat({ simulator, text: 'a' }),
    ollamaChat({ simulator, text: 'b', signal }).catch(() => 'aborted'),
  ];
  await clock.advance(0);
  await expect(ollamaChat({ simulator, text: 'c' })).rejects.toThrow('too many concurrent requests');
  controller.abort();
  await calls[1];
  await clock.advance(0);
  const after = ollamaChat({ simulator, text: 'd' });
  await clock.advance(1_000);
  await expect(Promise.all([calls[0], after])).resolves.toHaveLength(2);
  expect(simulator.requests.map((request) => request.outcome)).toEqual(['answered', 'aborted', 'refused', 'answered']);
});

it('counts tokens of the prompt, for Gemini those alone', async () => {
  await start({ quotas: [{ provider: 'gemini', window: 'minute', metric: 'tokens', limit: 10 }] });
  expect(await statuses(genaiChat, 3, { text: 'x'.repeat(20) })).toEqual([200, 200, 429]);
});

it.each([
  ['session', 'usage_limit_reached'],
  ['week', 'usage_limit_reached'],
  ['month', 'insufficient_quota'],
] as const)("refuses OpenAI's %s with the words of its real counterpart", async (window, type) => {
  await start({ quotas: [{ provider: 'openai', window, limit: 0 }] });
  const { error } = JSON.parse((await askOpenAI()).text);
  expect(error.type).toBe(type);
});

it('states the end of the longer windows of Gemini as Code Assist does', async () => {
  await start({ quotas: [{ provider: 'gemini', window: 'hour', limit: 1, used: 1 }] }, '2026-01-11T07:04:55Z');
  const { error } = JSON.parse((await askGemini()).text);
  expect(error.message).toBe('You have exhausted your capacity on this model. Your quota will reset after 0h55m5s.');
  expect(error.details[0].metadata).toMatchObject({
    quotaResetDelay: '0h55m5s',
    quotaResetTimeStamp: '2026-01-11T08:00:00Z',
  });
});
