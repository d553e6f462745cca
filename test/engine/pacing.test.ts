import { describe, expect, it } from 'vitest';
import type { AttemptContext, ProviderReply } from '../../src/core/provider.js';
import { exponential, stop } from '../../src/core/policy.js';
import { outcome, scenario, START, type Step } from '../support/scenario.js';
import {
  ok,
  rateLimit,
  respond,
  scriptedProvider,
  weeklyLimit,
  type ScriptedProvider,
} from '../support/scripted-provider.js';

const times = (provider: ScriptedProvider): number[] => provider.requests.map(({ at }) => at);
const many = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_none, index) => make(index));

/** Answers with headers, as an adapter tells of them. */
const withHeaders = (headers: (attempt: number) => Record<string, string>, usage = {}): Step =>
  (() => {
    let attempt = 0;
    return (_request: unknown, { observe }: AttemptContext): Promise<ProviderReply> => {
      attempt += 1;
      observe?.(new Headers(headers(attempt)));
      return Promise.resolve({ text: 'done', usage, finishReason: 'stop', raw: {} });
    };
  })();

const requestHeaders = (limit: number, remaining: number, reset: string): Record<string, string> => ({
  'x-ratelimit-limit-requests': String(limit),
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': reset,
});

describe('limits of the options', () => {
  it('let as many start as there is room for, and the others the moment that there is room again', async () => {
    const { chat, clock, provider } = scenario([ok()], { limits: { requestsPerMinute: 3 } });
    const all = Promise.all(many(8, () => chat()));
    await clock.advance(150_000);
    await all;
    expect(times(provider)).toEqual([0, 0, 0, 60_000, 60_000, 60_000, 120_000, 120_000]);
  });

  it('hold for any minute, not for one from second 0', async () => {
    const { chat, clock, provider } = scenario([ok()], { limits: { requestsPerMinute: 2 } });
    await chat();
    await clock.advance(30_000);
    const others = Promise.all(many(3, () => chat()));
    await clock.advance(100_000);
    await others;
    expect(times(provider)).toEqual([0, 30_000, 60_000, 90_000]);
  });

  it('are one wait for all who wait, told before it happens, with the time of the next request', async () => {
    const { chat, client, clock, events } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    const all = Promise.all(many(4, () => chat()));
    await clock.advance(0);
    expect(client.waits()).toHaveLength(1);
    expect(client.waits()[0]).toMatchObject({
      kind: 'rate-limit',
      model: 'kimi',
      waiting: 3,
      until: START + 60_000,
      remainingMs: 60_000,
      resetSource: 'configured',
    });
    await clock.advance(60_000);
    expect(client.waits()[0]).toMatchObject({ waiting: 2, until: START + 120_000 });
    await clock.advance(120_000);
    await all;
    expect(client.waits()).toEqual([]);
    const waits = events.filter(({ type }) => type.startsWith('wait-'));
    expect(waits.map(({ type, at }) => [type, at - START])).toEqual([
      ['wait-start', 0],
      ['wait-tick', 60_000],
      ['wait-tick', 120_000],
      ['wait-end', 180_000],
    ]);
  });

  it('are worth no event where the wait is over in no time', async () => {
    const { chat, clock, events, provider } = scenario([ok()], { limits: { requestsPerSecond: 2 } });
    const all = Promise.all(many(3, () => chat()));
    await clock.advance(1_000);
    await all;
    expect(times(provider)).toEqual([0, 0, 1_000]);
    expect(events.of('wait-start')).toEqual([]);
  });

  it('count for each model and project, with figures of their own where there are any', async () => {
    const limits = { requestsPerMinute: 1, models: { glm: { requestsPerMinute: 2 } } };
    const { chat, clock, provider } = scenario([ok()], { provider: { name: 'openai', keys: ['one'] }, limits });
    const all = Promise.all([
      ...many(2, () => chat({ model: 'openai/kimi' })),
      ...many(3, () => chat({ model: 'openai/glm' })),
    ]);
    await clock.advance(60_000);
    await all;
    expect(provider.requests.map(({ model, at }) => `${model} ${at}`).sort()).toEqual([
      'glm 0',
      'glm 0',
      'glm 60000',
      'kimi 0',
      'kimi 60000',
    ]);
  });

  it('use all keys side by side, the first that has room', async () => {
    const { chat, clock, provider } = scenario([ok()], {
      provider: { name: 'openai', keys: ['one', 'two'] },
      limits: { requestsPerMinute: 2, projects: { '#2': { requestsPerMinute: 1 } } },
    });
    const all = Promise.all(many(6, () => chat({ model: 'openai/kimi' })));
    await clock.advance(60_000);
    await all;
    expect(provider.requests.map(({ key, at }) => [key, at])).toEqual([
      ['one', 0],
      ['one', 0],
      ['two', 0],
      ['one', 60_000],
      ['one', 60_000],
      ['two', 60_000],
    ]);
  });

  it('keep nobody waiting for one key when a person reopens the gate of another', async () => {
    const { chat, client, clock, provider } = scenario([weeklyLimit, ok()], {
      provider: { keys: ['one', 'two'], now: () => clock.now() - START },
      limits: { requestsPerMinute: 2 },
    });
    await chat();
    await chat();
    const third = chat();
    await clock.advance(1_000);
    expect(provider.requests.map(({ key }) => key)).toEqual(['one', 'two', 'two']);
    client.gates()[0]?.reopen();
    await clock.advance(0);
    await third;
    expect(provider.requests[3]).toMatchObject({ key: 'one', at: 1_000 });
  });

  it('may be of a whole account', async () => {
    const { chat, clock, provider } = scenario([ok()], {
      provider: {
        keys: [
          { key: 'one', account: 'a' },
          { key: 'two', account: 'a' },
        ],
      },
      limits: { requestsPerMinute: 1, scope: 'account' },
    });
    const all = Promise.all([chat(), chat({ model: 'ollama/glm' })]);
    await clock.advance(60_000);
    await all;
    expect(times(provider)).toEqual([0, 60_000]);
  });

  it('end a call at once that would wait for a day, as the policy of its kind says, without a request', async () => {
    const { chat, provider } = scenario([ok()], { limits: { requestsPerDay: 1 } });
    await chat();
    const { error } = await outcome(chat());
    expect(error).toMatchObject({
      kind: 'daily-limit',
      reason: 'closed-gate',
      attempts: [],
      resetsAt: START + 86_400_000,
      classification: { quota: { metric: 'requests', limit: 1, window: 'day' }, resetSource: 'configured' },
    });
    expect(provider.requests).toHaveLength(1);
  });

  it('let those who wait for a minute decide anew when the day is used up', async () => {
    const { chat, clock } = scenario([ok()], { limits: { requestsPerMinute: 1, requestsPerDay: 2 } });
    const all = many(3, () => outcome(chat()));
    await clock.advance(60_000);
    await clock.advance(60_000);
    const results = await Promise.all(all);
    expect(results.map(({ value, error }) => value ?? (error as { kind: string }).kind)).toEqual([
      'done',
      'done',
      'daily-limit',
    ]);
  });

  it('can be changed while they hold', async () => {
    const { chat, client, clock, provider } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    const all = Promise.all(many(3, () => chat()));
    await clock.advance(0);
    client.configure({ limits: { requestsPerMinute: 3 } });
    await clock.advance(0);
    await all;
    expect(times(provider)).toEqual([0, 0, 0]);
  });

  it('are listed with what is left of them', async () => {
    const { chat, client } = scenario([ok()], { limits: { requestsPerMinute: 3 }, concurrency: 5 });
    await chat();
    expect(client.limits()).toEqual([
      {
        provider: 'ollama',
        concurrency: { most: 5, limit: 5, underWay: 0, queued: 0 },
        rates: [
          {
            model: 'kimi',
            keyId: undefined,
            metric: 'requests',
            source: 'configured',
            limit: 3,
            windowMs: 60_000,
            remaining: 2,
            resetsAt: START + 60_000,
          },
        ],
      },
    ]);
  });

  it('on tokens are estimated before, and settled by the usage after', async () => {
    const usage = { inputTokens: 10, outputTokens: 10, totalTokens: 20 };
    const answer: Step = () => Promise.resolve({ text: 'done', usage, finishReason: 'stop', raw: {} });
    const { chat, client, clock, provider } = scenario([answer], { limits: { tokensPerMinute: 100 } });
    const messages = [{ role: 'user' as const, content: 'x'.repeat(160) }];
    // 40 tokens of prompt and 40 of answer are expected; it was 20 in all.
    await chat({ messages });
    expect(client.limits()[0]?.rates[0]).toMatchObject({ metric: 'tokens', limit: 100, remaining: 80 });
    const others = Promise.all(many(5, () => chat({ messages })));
    await clock.advance(60_000);
    await others;
    expect(times(provider)).toEqual([0, 0, 0, 0, 0, 60_000]);
  });

  it('end a request at once that is larger than all of a minute', async () => {
    const { chat, provider } = scenario([ok()], { limits: { tokensPerMinute: 100 } });
    const { error } = await outcome(chat({ messages: [{ role: 'user', content: 'x'.repeat(4_000) }] }));
    expect(error).toMatchObject({ kind: 'context-length', reason: 'stop', attempts: [] });
    expect(String(error)).toContain('larger than the limit of 100 tokens per minute');
    expect(provider.requests).toEqual([]);
  });

  it('send a request that may be too large, when all of the minute is free', async () => {
    const { chat, clock, provider } = scenario([ok()], { limits: { tokensPerMinute: 100 } });
    await chat({ messages: [{ role: 'user', content: 'x'.repeat(40) }] });
    const large = chat({ messages: [{ role: 'user', content: 'x'.repeat(440) }] });
    await clock.advance(60_000);
    expect(await large).toBe('done');
    expect(times(provider)).toEqual([0, 60_000]);
  });

  it('bound no call with retry: false, but count it', async () => {
    const { chat, clock, provider } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    await chat({ retry: false });
    await chat({ retry: false });
    const paced = chat();
    await clock.advance(60_000);
    await paced;
    expect(times(provider)).toEqual([0, 0, 60_000]);
  });
});

describe('a call that waits for its time', () => {
  it('ends at once with the reason of its signal, and leaves nothing', async () => {
    const { chat, client, clock, provider } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    await chat();
    const controller = new AbortController();
    const waiting = outcome(chat({ signal: controller.signal }));
    await clock.advance(1_000);
    controller.abort(new Error('enough'));
    expect((await waiting).error).toEqual(new Error('enough'));
    expect(client.waits()).toEqual([]);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
    expect(provider.requests).toHaveLength(1);
  });

  it('ends with an error that says until when, where that is later than maxWait', async () => {
    const { chat } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    await chat();
    const { error } = await outcome(chat({ maxWait: '10s' }));
    expect(error).toMatchObject({ kind: 'rate-limit', reason: 'max-wait', attempts: [], resetsAt: START + 60_000 });
  });

  it('ends when its maxWait is over though others still wait before it', async () => {
    const { chat, clock } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    const all = many(4, () => outcome(chat({ maxWait: '90s' })));
    await clock.advance(90_000);
    const results = await Promise.all(all);
    expect(results.map(({ value, error }) => value ?? (error as { reason: string }).reason)).toEqual([
      'done',
      'done',
      'max-wait',
      'max-wait',
    ]);
  });

  it('can be sent now, be held longer, and be cancelled', async () => {
    const { chat, client, clock, provider } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    const all = many(4, () => outcome(chat()));
    await clock.advance(0);
    client.waits()[0]?.retryNow();
    await clock.advance(0);
    expect(times(provider)).toEqual([0, 0]);
    client.waits()[0]?.extend(30_000);
    await clock.advance(60_000);
    expect(provider.requests).toHaveLength(2);
    await clock.advance(30_000);
    expect(times(provider)).toEqual([0, 0, 90_000]);
    client.waits()[0]?.cancel('Not tonight');
    expect((await Promise.all(all)).at(-1)?.error).toMatchObject({ kind: 'cancelled' });
    expect(client.waits()).toEqual([]);
  });

  it('is one of ten thousand on one timer', async () => {
    const { chat, client, clock } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    const all = many(10_000, () => outcome(chat()));
    await clock.advance(0);
    expect(client.waits()[0]?.waiting).toBe(9_999);
    expect(clock.pending).toBe(1);
    await client.close();
    await Promise.all(all);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('goes by its priority, and by its group', async () => {
    const order: string[] = [];
    const step: Step = ({ messages }) => {
      const content = messages[0]?.content;
      order.push(typeof content === 'string' ? content : '');
      return Promise.resolve({ text: 'done', usage: {}, finishReason: 'stop', raw: {} });
    };
    const { chat, clock } = scenario([step], { limits: { requestsPerMinute: 1 } });
    const say = (content: string, extra = {}): Promise<string> =>
      chat({ messages: [{ role: 'user', content }], ...extra });
    const all = Promise.all([
      say('first'),
      say('a1', { group: 'a' }),
      say('a2', { group: 'a' }),
      say('a3', { group: 'a' }),
      say('b1', { group: 'b' }),
      say('low', { priority: 'low' }),
      say('high', { priority: 'high' }),
    ]);
    await clock.advance(360_000);
    await all;
    expect(order).toEqual(['first', 'high', 'a1', 'b1', 'a2', 'a3', 'low']);
  });

  it('sleeps through a night with the laptop, and goes on at once', async () => {
    const { chat, clock, provider } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    const all = Promise.all([chat(), chat()]);
    await clock.advance(1_000);
    clock.jump(8 * 3_600_000);
    await clock.advance(15_000);
    await all;
    expect(provider.requests).toHaveLength(2);
  });

  it('waits no longer where the wall clock steps back', async () => {
    const { chat, clock, provider } = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    const all = Promise.all([chat(), chat()]);
    await clock.advance(1_000);
    clock.jump(-8 * 3_600_000);
    await clock.advance(59_000);
    await all;
    expect(provider.requests).toHaveLength(2);
  });
});

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

describe('concurrency', () => {
  it('is lowered for want of capacity, and told', async () => {
    const tooMany = respond(429, { error: 'too many concurrent requests' });
    const { chat, client, clock } = scenario([tooMany, tooMany, tooMany, tooMany, ok()], { concurrency: 4 });
    const all = Promise.all(many(4, () => chat()));
    await clock.advance(0);
    expect(client.limits()[0]?.concurrency).toMatchObject({ most: 4, limit: 2 });
    await clock.advance(120_000);
    await all;
    await Promise.all(many(20, () => chat()));
    expect(client.limits()[0]?.concurrency).toMatchObject({ most: 4, limit: 4 });
  });
});

describe('a refusal for too many at the same time', () => {
  const tooMany = respond(429, { error: 'too many concurrent requests' });

  /** Answers when the test says so. */
  const held = (): { readonly step: Step; release(): void } => {
    const waiting: (() => void)[] = [];
    return {
      step: (request, attempt) =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve(ok()(request, attempt) as Promise<ProviderReply>);
          });
        }),
      release() {
        for (const answer of waiting.splice(0)) answer();
      },
    };
  };

  it('lets the call go when another one ends, with no clock to wait for and no closed gate', async () => {
    const { step, release } = held();
    const { chat, client, clock, provider } = scenario([step, step, tooMany, ok()], { concurrency: 3 });
    const all = Promise.all(many(3, () => chat()));
    await clock.advance(0);
    expect(client.gates()).toEqual([]);
    expect(client.limits()[0]?.concurrency).toMatchObject({ most: 3, limit: 2, underWay: 2, queued: 1 });
    expect(provider.requests).toHaveLength(3);
    release();
    await clock.advance(0);
    await all;
    expect(times(provider)).toEqual([0, 0, 0, 0]);
  });

  it('that states when to come back is waited for until then', async () => {
    const stated = respond(429, { error: 'too many concurrent requests' }, { 'retry-after': '20' });
    const { step, release } = held();
    const { chat, clock, provider } = scenario([step, stated, ok()], { concurrency: 2 });
    const all = Promise.all(many(2, () => chat()));
    await clock.advance(0);
    release();
    await clock.advance(30_000);
    await all;
    expect(times(provider)[2]).toBeGreaterThanOrEqual(20_000);
  });

  it('ends a call whose policy says so', async () => {
    const { step, release } = held();
    const policies = { 'concurrency-limit': stop() };
    const { chat, clock, provider } = scenario([step, tooMany, ok()], { concurrency: 2, policies });
    const all = Promise.all(many(2, () => outcome(chat())));
    await clock.advance(0);
    release();
    await clock.advance(0);
    expect((await all)[1]).toMatchObject({ error: { kind: 'concurrency-limit', reason: 'stop' } });
    expect(provider.requests).toHaveLength(2);
  });
});

describe("prefer: 'soonest'", () => {
  const two = (
    limits: object,
    steps: readonly Step[] = [ok()],
  ): ReturnType<typeof scenario> & { other: ScriptedProvider } => {
    const other = scriptedProvider([ok('other')], { name: 'gemini', keys: ['g'] });
    return { ...scenario(steps, { prefer: 'soonest', others: [other], limits }), other };
  };

  it('goes to the fallback while the first model has no room, and back when it has', async () => {
    const { chat, clock } = two({ requestsPerMinute: 10, models: { kimi: { requestsPerMinute: 1 } } });
    const fallbacks = ['gemini/flash'];
    expect(await chat({ fallbacks })).toBe('done');
    expect(await chat({ fallbacks })).toBe('other');
    await clock.advance(60_000);
    expect(await chat({ fallbacks })).toBe('done');
  });

  it('stays where it would start sooner', async () => {
    const { chat, clock } = two({
      models: { kimi: { requestsPerSecond: 1, requestsPerMinute: 2 }, flash: { requestsPerHour: 1 } },
    });
    const fallbacks = ['gemini/flash'];
    expect(await Promise.all([chat({ fallbacks }), chat({ fallbacks: [], model: 'gemini/flash' })])).toEqual([
      'done',
      'other',
    ]);
    const third = chat({ fallbacks });
    await clock.advance(1_000);
    expect(await third).toBe('done');
  });

  it('goes elsewhere for a refusal that states a short wait, too', async () => {
    const { chat } = two({}, [rateLimit(30), ok()]);
    expect(await chat({ fallbacks: ['gemini/flash'] })).toBe('other');
  });

  it('waits where the first model is free before the fallback is', async () => {
    const { chat, clock, other } = two({}, [rateLimit(5), ok()]);
    other.script(rateLimit(50), ok('other'));
    const blocked = outcome(chat({ model: 'gemini/flash' }));
    await clock.advance(0);
    const first = chat({ fallbacks: ['gemini/flash'] });
    await clock.advance(5_000);
    expect(await first).toBe('done');
    await clock.advance(60_000);
    expect(await blocked).toEqual({ value: 'other' });
  });

  it('leaves a gate for the fallback, where that comes free before its own model does', async () => {
    const { chat, clock, client, other } = two({}, [rateLimit(3_000), ok()]);
    other.script(rateLimit(5_000), ok('other'));
    const fallback = outcome(chat({ model: 'gemini/flash', fallbacks: [] }));
    await clock.advance(0);
    const waiting = [outcome(chat({ fallbacks: ['gemini/flash'] }))];
    await clock.advance(0);
    waiting.push(outcome(chat({ fallbacks: ['gemini/flash'] })), outcome(chat({ fallbacks: ['gemini/flash'] })));
    const patient = outcome(chat({ fallbacks: ['gemini/flash'], prefer: 'wait' }));
    await clock.advance(60_000);
    expect(client.waits().map(({ waiting: calls }) => calls)).toEqual([1, 4]);
    // A person knows better.
    client
      .gates()
      .find(({ provider }) => provider === 'gemini')
      ?.reopen();
    await clock.advance(1_000);
    expect(await Promise.all([fallback, ...waiting])).toEqual(Array(4).fill({ value: 'other' }));
    expect(client.waits().map(({ waiting: calls }) => calls)).toEqual([1]);
    await clock.advance(3_000_000);
    expect(await patient).toEqual({ value: 'done' });
  });

  it('can be asked for by one call alone', async () => {
    const other = scriptedProvider([ok('other')], { name: 'gemini', keys: ['g'] });
    const { chat, clock } = scenario([rateLimit(30), ok()], { others: [other] });
    expect(await chat({ fallbacks: ['gemini/flash'], prefer: 'soonest' })).toBe('other');
    const waiting = chat({ fallbacks: ['gemini/flash'] });
    await clock.advance(30_000);
    expect(await waiting).toBe('done');
  });
});
