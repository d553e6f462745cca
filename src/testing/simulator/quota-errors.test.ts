import { expect, it } from 'vitest';
import { ollamaChat, openaiChat, statuses } from './sdk-calls.fixture.js';
import { clock, simulator, start } from './simulator.fixture.js';

const HOUR_MS = 3_600_000;

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
  expect(await statuses(ollamaChat, 2, { simulator, text: 'One two.' })).toEqual([200, 200]);
  const refused = await askOllama();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
  expect(JSON.parse(refused.text)).toEqual({
    error: typeof wording === 'string' ? wording : expect.stringMatching(wording),
  });
  expect(simulator.requests.at(-1)).toMatchObject({ outcome: 'refused', refusedBy: `requests per ${window}` });
  await clock.advance(longestMs);
  expect(await statuses(ollamaChat, 3, { simulator, text: 'One two.' })).toEqual([200, 200, 429]);
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
  expect(await statuses(openaiChat, 1, { simulator, text: 'One two.', model: 'gpt-4o' })).toEqual([429]);
  await clock.advance(1);
  expect(await statuses(openaiChat, 2, { simulator, text: 'One two.', model: 'gpt-4o' })).toEqual([200, 429]);
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

it('admits a request after exactly the stated time, however odd the limit', async () => {
  await start({ quotas: [{ provider: 'openai', window: 'minute', limit: 7 }] });
  expect(await statuses(openaiChat, 7, { simulator, text: 'One two.', model: 'gpt-4o' })).not.toContain(429);
  const statedMs = Number((await askOpenAI()).headers.get('retry-after-ms'));
  expect(statedMs).toBe(8_572);
  await clock.advance(statedMs - 1);
  expect((await askOpenAI()).status).toBe(429);
  await clock.advance(1);
  expect((await askOpenAI()).status).toBe(200);
});
