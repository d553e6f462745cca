import { describe, expect, it } from 'vitest';
import type { LlmError } from '../../src/index.js';
import { createRetryController, untilReset } from '../../src/index.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { outcome, scenario, START, type Step } from '../support/scenario.js';
import { ok, respond } from '../support/scripted-provider.js';

const MINUTE_MS = 60_000;
const YEAR_9999 = '9999-12-31T23:59:59Z';

interface Stating {
  readonly provider?: string;
  readonly message?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

function refusal({ message = 'Rate limit reached.', body = {}, headers = {} }: Stating): Step {
  return respond(429, { error: { message, code: 'rate_limit_exceeded', ...body } }, headers);
}

const retryInfo = (retryDelay: string) => ({
  status: 'RESOURCE_EXHAUSTED',
  details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }],
});

const FAR_OFF: readonly (readonly [what: string, stating: Stating, resetsAt: number])[] = [
  ['retry-after of 10^12 seconds', { headers: { 'retry-after': '1000000000000' } }, START + 1e15],
  ['retry-after of 10^9 seconds', { headers: { 'retry-after': '1000000000' } }, START + 1e12],
  ['retry-after of the last day of a calendar', { headers: { 'retry-after': YEAR_9999 } }, Date.parse(YEAR_9999)],
  ['retry-after-ms of 10^15', { headers: { 'retry-after-ms': '1000000000000000' } }, START + 1e15],
  ['a field in seconds', { body: { retry_after: 1e12 } }, START + 1e15],
  ['a field with a date', { body: { resets_at: YEAR_9999 } }, Date.parse(YEAR_9999)],
  ['RetryInfo', { provider: 'gemini', body: retryInfo('1000000000000s') }, START + 1e15],
  ['a text in seconds', { message: 'Please try again in 1000000000000 seconds.' }, START + 1e15],
  ['a text in hours', { message: 'Please try again in 999999999h.' }, START + 999_999_999 * 3_600_000],
  [
    'x-ratelimit-reset of an empty bucket',
    { headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1000000000000' } },
    START + 1e15,
  ],
  [
    'anthropic-ratelimit-reset of an empty bucket',
    { headers: { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-requests-reset': YEAR_9999 } },
    Date.parse(YEAR_9999),
  ],
];

/** A scenario of one refusal after the other, of which the first states what it states. */
const refusedOnce = (stating: Stating, options: Parameters<typeof scenario>[1] = {}) =>
  scenario([refusal(stating), ok()], { provider: { name: stating.provider ?? 'openai' }, ...options });

describe('a reset that no window reaches', () => {
  it.each(FAR_OFF)('ends the call at once and says until when: %s', async (_what, stating, resetsAt) => {
    const { chat, clock, provider } = refusedOnce(stating);
    const error = (await outcome(chat())).error as LlmError;
    expect(error).toMatchObject({ kind: 'rate-limit', reason: 'max-wait', resetsAt });
    expect(error.message).toContain(`It is over at ${new Date(resetsAt).toISOString()} (in `);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ resetsAt, classification: { resetsAt } });
    expect(provider.requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it.each(FAR_OFF)('is asked about by one call each `probeEvery`, and not believed for ever: %s', async (...row) => {
    const { chat, clock, client, provider } = refusedOnce(row[1]);
    await outcome(chat());
    for (const gate of client.gates()) expect(new Date(gate.until).getTime()).toBe(START + 15 * MINUTE_MS);
    await clock.advance(14 * MINUTE_MS);
    expect((await outcome(chat())).error).toMatchObject({ reason: 'max-wait', attempts: [] });
    expect(provider.requests).toHaveLength(1);
    await clock.advance(MINUTE_MS);
    expect(await outcome(chat())).toEqual({ value: 'done' });
    expect(provider.requests).toHaveLength(2);
  });

  it('is no silent wait even where `maxWait` knows no end: it is looked for each `probeEvery`', async () => {
    const stating = { headers: { 'retry-after': '1000000000000' } };
    const { chat, clock, events, provider } = scenario([refusal(stating), refusal(stating), ok()], {
      provider: { name: 'openai' },
      policies: { 'rate-limit': untilReset({ maxWait: Number.MAX_VALUE }) },
    });
    const reply = outcome(chat());
    await clock.advance(30 * MINUTE_MS);
    expect(await reply).toEqual({ value: 'done' });
    expect(provider.requests.map(({ at }) => at)).toEqual([0, 15 * MINUTE_MS, 30 * MINUTE_MS]);
    for (const { summary, until } of events.of('wait-start')) {
      expect(Number.isNaN(new Date(until).getTime())).toBe(false);
      expect(summary).not.toContain('NaN');
    }
  });

  it('does not close a daily limit for good either', async () => {
    const day: Stating = {
      message: 'Rate limit reached on requests per day (RPD).',
      headers: { 'retry-after': YEAR_9999 },
    };
    const { chat, clock, provider } = refusedOnce(day);
    expect((await outcome(chat())).error).toMatchObject({ kind: 'daily-limit', resetsAt: Date.parse(YEAR_9999) });
    await clock.advance(15 * MINUTE_MS);
    expect(await outcome(chat())).toEqual({ value: 'done' });
    expect(provider.requests).toHaveLength(2);
  });

  it('moves no gate that is closed for less', async () => {
    const soon: Stating = { headers: { 'retry-after': '60' } };
    const far: Stating = { headers: { 'retry-after': '1000000000000' } };
    const { chat, clock, provider } = scenario([refusal(soon), refusal(far), ok()], { provider: { name: 'openai' } });
    const replies = [outcome(chat()), outcome(chat())];
    await clock.advance(2 * MINUTE_MS);
    expect((await replies[0])?.value).toBe('done');
    expect(provider.requests.length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['x-ratelimit-reset-requests', { 'x-ratelimit-reset-requests': '1000000000000' }],
    ['a date', { 'x-ratelimit-reset-requests': YEAR_9999 }],
    [
      'the standard header',
      { 'ratelimit-policy': '"a";q=1;w=999999999999999', ratelimit: '"a";r=0;t=999999999999999' },
    ],
  ])('is no time to pace by where a good answer states it: %s', async (_what, reset) => {
    const headers = { 'x-ratelimit-limit-requests': '1', 'x-ratelimit-remaining-requests': '0', ...reset };
    const clock = manualClock(START);
    const controller = createRetryController({ clock });
    const task = () =>
      controller.run(({ observe }) => {
        observe(headers);
        return clock.now() - START;
      });
    expect(await task()).toBe(0);
    const next = outcome(task());
    await clock.advance(5 * MINUTE_MS);
    expect(await next).toEqual({ value: expect.any(Number) as number });
  });
});

describe('a number that no date can express', () => {
  it.each<readonly [string, Stating]>([
    ['retry-after of 10^15 seconds', { headers: { 'retry-after': '1000000000000000' } }],
    ['retry-after-ms of 10^18', { headers: { 'retry-after-ms': '1000000000000000000' } }],
    ['a field of 10^15 seconds', { body: { retry_after: 1e15 } }],
    ['a date of 10^20', { body: { resets_at: 1e20 } }],
    ['RetryInfo', { provider: 'gemini', body: retryInfo('1000000000000000s') }],
    ['a text', { message: 'Please try again in 99999999999h.' }],
    ['a date before all providers', { body: { resets_at: 1e12 } }],
    [
      'a header of an empty bucket',
      { headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '9'.repeat(30) } },
    ],
  ])('states nothing: %s', async (_what, stating) => {
    const { chat, clock, events, provider } = refusedOnce(stating);
    const reply = outcome(chat());
    await clock.advance(MINUTE_MS);
    expect(await reply).toEqual({ value: 'done' });
    expect(events.of('attempt-failure')[0]?.classification).toMatchObject({ resetsAt: undefined });
    expect(provider.requests).toHaveLength(2);
  });
});

describe('a reset that is past', () => {
  const stale: Stating = {
    message: 'Rate limit reached on requests per day (RPD).',
    headers: { 'retry-after': 'Mon, 02 Mar 2026 09:00:00 GMT' },
  };

  it('is on no error', async () => {
    const { chat } = refusedOnce(stale);
    const error = (await outcome(chat())).error as LlmError;
    expect(error).toMatchObject({ kind: 'daily-limit', reason: 'stop', resetsAt: undefined });
    expect(error.toJSON()).toMatchObject({ classification: { resetsAt: undefined, resetSource: undefined } });
    expect(error.message).not.toContain('2026-03-02T09');
  });

  it('is no reason to ask with each call of a limit that nobody waits for', async () => {
    const { chat, clock, provider } = scenario([refusal(stale)], { provider: { name: 'openai' } });
    for (let call = 0; call < 30; call += 1) {
      await outcome(chat());
      await clock.advance(MINUTE_MS);
    }
    expect(provider.requests.map(({ at }) => at)).toEqual([0, 15 * MINUTE_MS]);
  });
});
