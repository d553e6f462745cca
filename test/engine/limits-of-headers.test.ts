import { describe, expect, it } from 'vitest';
import { exponential } from '../../src/core/policy.js';
import { many, requestHeaders, times, withHeaders } from '../support/paced-requests.js';
import { outcome, scenario, START, type Step } from '../support/scenario.js';
import { ok, respond } from '../support/scripted-provider.js';

describe('limits of headers', () => {
  it('keep calls back until the turn that they state, without a refusal', async () => {
    const answer = withHeaders((attempt) => requestHeaders(2, Math.max(0, 2 - attempt), '30s'));
    const { chat, clock, provider } = scenario([answer], { concurrency: 1 });
    const all = Promise.all(many(3, () => chat()));
    await clock.advance(30_000);
    await all;
    expect(times(provider)).toEqual([0, 0, 30_000]);
  });

  it('of a bucket that leaks evenly let one go after the other', async () => {
    const answer = withHeaders(() => requestHeaders(60, 0, '60s'));
    const { chat, clock, provider } = scenario([answer], { concurrency: 1 });
    const all = Promise.all(many(4, () => chat()));
    await clock.advance(10_000);
    await all;
    const gaps = times(provider)
      .slice(1)
      .map((at, index) => at - (times(provider)[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2_300);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });

  it('are followed when they grow', async () => {
    const answer = withHeaders((attempt) =>
      attempt < 3 ? requestHeaders(2, 2 - attempt, '60s') : requestHeaders(500, 490, '60s'),
    );
    const { chat, client, clock, provider } = scenario([answer], { concurrency: 1 });
    const all = Promise.all(many(10, () => chat()));
    await clock.advance(60_000);
    await all;
    expect(provider.requests).toHaveLength(10);
    expect(client.limits()[0]?.rates[0]).toMatchObject({ limit: 500, source: 'reset-header' });
  });

  it('bound no single request that is larger, where one as large was answered in spite of them', async () => {
    const headers = {
      'x-ratelimit-limit-tokens': '1',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '60s',
    };
    const used = withHeaders(() => headers, { inputTokens: 40, outputTokens: 10, totalTokens: 50 });
    const { chat, clock, provider } = scenario([used]);
    const messages = [{ role: 'user' as const, content: 'x'.repeat(160) }];
    await chat({ messages });
    const next = outcome(chat({ messages }));
    await clock.advance(60_000);
    expect(await next).toEqual({ value: 'done' });
    expect(times(provider)).toEqual([0, 60_000]);
    // It is larger than all that was answered.
    const large = await outcome(chat({ messages: [{ role: 'user', content: 'x'.repeat(16_000) }] }));
    expect(large.error).toMatchObject({ kind: 'context-length', reason: 'stop' });
  });

  it('are waited for by the call that was refused with its only key, and no longer', async () => {
    // A refusal that closes no gate, and no tokens for six minutes.
    const headers = {
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    };
    const refused: Step = (request, attempt) => {
      attempt.observe?.(new Headers(headers));
      return respond(403, { error: { message: 'Not yet.' } }, headers)(request, attempt);
    };
    const policies = { permission: exponential({ initial: '1s' }) };
    const provided = { provider: { name: 'openai', keys: ['k'] }, policies };
    const { chat, clock, provider } = scenario([refused, ok()], provided);
    const reply = outcome(chat({ model: 'openai/kimi' }));
    await clock.advance(400_000);
    expect(times(provider)).toEqual([0, 360_000]);
    expect(await reply).toEqual({ value: 'done' });
  });

  it.each([
    {
      what: 'a second in the refusal, and six minutes in its headers',
      refusals: [{ retryAfter: '1', reset: '6m0s' }],
      sent: [0, 1],
    },
    {
      what: 'the same, where the second proves too short and nothing came back meanwhile',
      refusals: [
        { retryAfter: '1', reset: '6m0s' },
        { retryAfter: '1', reset: '5m59s' },
      ],
      sent: [0, 1, 360],
    },
    {
      what: 'the same, where others used up what came back',
      refusals: [
        { retryAfter: '1', reset: '6m0s' },
        { retryAfter: '1', reset: '6m30s' },
      ],
      sent: [0, 1, 2],
    },
    {
      what: 'the same, where others keep the bucket full, so that its reset moves on with the clock',
      refusals: [
        { retryAfter: '1', reset: '6m0s' },
        { retryAfter: '1', reset: '6m0s' },
        { retryAfter: '1', reset: '6m0s' },
      ],
      sent: [0, 1, 2, 3],
    },
    { what: 'a later time in the refusal', refusals: [{ retryAfter: '90', reset: '30s' }], sent: [0, 90] },
    { what: 'room in the headers', refusals: [{ retryAfter: '1', reset: '6m0s', left: 5 }], sent: [0, 1] },
    { what: 'nothing in the refusal', refusals: [{ reset: '6m0s' }], sent: [0, 360] },
    { what: 'a refusal of a millisecond', refusals: [{ retryAfter: '0.001', reset: '6m0s' }], sent: [0, 0.001] },
  ])('yield to what the refusal itself states: $what', async ({ refusals, sent }) => {
    const steps = refusals.map((refusal: { retryAfter?: string; reset: string; left?: number }) => {
      const { retryAfter, reset, left = 0 } = refusal;
      const headers = {
        ...requestHeaders(60, left, reset),
        ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      };
      return respond(429, { error: { message: 'Rate limit reached.', type: 'rate_limit_error' } }, headers);
    });
    const { chat, clock, provider } = scenario([...steps, ok()], { provider: { name: 'openai', keys: ['k'] } });
    const reply = outcome(chat({ model: 'openai/kimi' }));
    await clock.advance(400_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(times(provider)).toEqual(sent.map((seconds) => seconds * 1_000));
  });

  it('yield to what refusals state of calls that were under way together, too', async () => {
    const headers = { ...requestHeaders(60, 0, '6m0s'), 'retry-after': '1' };
    const refused = respond(429, { error: { message: 'Rate limit reached.', type: 'rate_limit_error' } }, headers);
    const script = [refused, refused, refused, ...Array.from({ length: 3 }, () => ok())];
    const { chat, clock, provider } = scenario(script, { provider: { name: 'openai', keys: ['k'] } });
    const replies = Array.from({ length: 3 }, () => outcome(chat({ model: 'openai/kimi' })));
    await clock.advance(400_000);
    expect(await Promise.all(replies)).toEqual(Array.from({ length: 3 }, () => ({ value: 'done' })));
    expect(times(provider).slice(0, 4)).toEqual([0, 0, 0, 1_000]);
  });

  it('are believed less than a refusal', async () => {
    const refused = respond(
      429,
      {
        error: {
          message: 'Rate limit reached for kimi on requests per min (RPM): Limit 10, Used 10, Requested 1.',
          type: 'requests',
          code: 'rate_limit_exceeded',
        },
      },
      { ...requestHeaders(10, 5, '60s'), 'retry-after': '20' },
    );
    const good = withHeaders(() => requestHeaders(10, 5, '60s'));
    const { chat, clock, provider } = scenario([good, refused, good], { provider: { name: 'openai', keys: ['k'] } });
    await chat({ model: 'openai/kimi' });
    const all = Promise.all(many(3, () => chat({ model: 'openai/kimi' })));
    await clock.advance(19_999);
    expect(provider.requests.length).toBeLessThanOrEqual(4);
    const before = provider.requests.length;
    await clock.advance(60_000);
    await all;
    expect(provider.requests.length).toBeGreaterThan(before);
  });

  it.each([
    ['a reset in the past', requestHeaders(1, 0, '2020-01-01T00:00:00Z')],
    ['a reset that is none', requestHeaders(1, 0, 'soon')],
    ['a limit of 0', requestHeaders(0, 0, '60s')],
    ['less than nothing left', requestHeaders(5, -3, '60s')],
    ['more left than there is', requestHeaders(5, 9, '60s')],
    ['a reset in a thousand years', requestHeaders(1, 0, '31536000000s')],
  ])('make neither a hot loop nor an endless wait: %s', async (_what, headers) => {
    const { chat, clock, provider } = scenario([withHeaders(() => headers)], { maxWait: '2h', concurrency: 1 });
    const all = many(3, () => outcome(chat()));
    await clock.advance(2 * 3_600_000);
    const results = await Promise.all(all);
    for (const { value, error } of results) {
      if (value === undefined) expect(error).toMatchObject({ kind: expect.stringMatching(/-limit$/) as string });
    }
    expect(provider.requests.length).toBeLessThanOrEqual(3);
    expect(results[0]).toEqual({ value: 'done' });
  });

  it('of a reset that moves backwards are followed', async () => {
    const answer = withHeaders((attempt) => requestHeaders(10, attempt === 1 ? 0 : 5, attempt === 1 ? '60s' : '1s'));
    const { chat, clock, provider } = scenario([answer], { concurrency: 2 });
    const all = Promise.all(many(4, () => chat()));
    await clock.advance(61_000);
    await all;
    expect(provider.requests).toHaveLength(4);
  });

  it('reach tasks whose caller hands them on', async () => {
    const { client, clock } = scenario([ok()]);
    const at: number[] = [];
    const task = ({ observe }: { observe(headers: unknown): void }): Promise<void> => {
      at.push(clock.now() - START);
      observe(requestHeaders(1, 0, '30s'));
      return Promise.resolve();
    };
    await client.run(task, { provider: 'mine', model: 'm' });
    const second = client.run(task, { provider: 'mine', model: 'm' });
    await clock.advance(30_000);
    await second;
    expect(at).toEqual([0, 30_000]);
  });
});
