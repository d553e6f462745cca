import { describe, expect, it } from 'vitest';
import { many, times } from '../support/paced-requests.js';
import { outcome, scenario, START, type Step } from '../support/scenario.js';
import { ok, weeklyLimit } from '../support/scripted-provider.js';

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
