import { describe, expect, it } from 'vitest';
import { isLlmError } from '../core/error.js';
import { outcome, scenario, START } from '../../test/support/scenario.js';
import {
  badRequest,
  hang,
  hourlyLimit,
  modelNotFound,
  ok,
  overloaded,
  rateLimit,
  respond,
  serverError,
  streaming,
  weeklyLimit,
  type Step,
} from '../../test/support/scripted-provider.js';

const times = (provider: { readonly requests: readonly { readonly at: number }[] }): number[] =>
  provider.requests.map((request) => request.at);

describe('a closed gate', () => {
  it('lets 1,000 calls wait behind one probe per stage, and fails all of them after the last', async () => {
    const { chat, clock, provider, client } = scenario([hourlyLimit]);
    const first = outcome(chat());
    await clock.advance(0);
    const others = Array.from({ length: 1_000 }, () => outcome(chat()));
    await clock.advance(1);
    expect(client.waits()).toHaveLength(1);
    expect(client.waits()[0]).toMatchObject({ waiting: 1_001, kind: 'hourly-limit', stage: { index: 1, of: 4 } });
    await clock.advance(3_660_000);
    expect(times(provider)).toEqual([0, 60_000, 360_000, 1_260_000, 3_660_000]);
    const errors = (await Promise.all([first, ...others])).map(({ error }) => error);
    expect(errors.every((error) => isLlmError(error) && error.reason === 'stages-used')).toBe(true);
    expect(errors.map((error) => (isLlmError(error) ? error.attempts.length : -1))).toEqual([
      5,
      ...others.map(() => 0),
    ]);
  });

  it('releases everyone after a success, as a ramp', async () => {
    let underWay = 0;
    const most: number[] = [];
    const counted: Step = async (request, attempt) => {
      underWay += 1;
      most.push(underWay);
      await Promise.resolve();
      underWay -= 1;
      return (await ok()(request, attempt)) as Awaited<
        ReturnType<Extract<Step, (...args: never[]) => Promise<unknown>>>
      >;
    };
    const { chat, clock, provider } = scenario([hourlyLimit, counted], { concurrency: 1_000 });
    const first = outcome(chat());
    await clock.advance(0);
    const others = Array.from({ length: 100 }, () => outcome(chat()));
    await clock.advance(60_000);
    const results = await Promise.all([first, ...others]);
    expect(results.every(({ value }) => value === 'done')).toBe(true);
    expect(provider.requests).toHaveLength(102);
    expect(most[0]).toBe(1);
    expect(most.slice(0, 4).every((count) => count <= 4)).toBe(true);
  });

  it('counts refusals that were under way when it closed as one', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, hourlyLimit, hourlyLimit, ok()]);
    const replies = [chat(), chat(), chat()].map(outcome);
    await clock.advance(60_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    expect(times(provider)).toEqual([0, 0, 0, 60_000, 60_000, 60_000]);
  });

  it('is no obstacle to other models of another scope, nor to retry: false', async () => {
    const { chat, clock, provider } = scenario([overloaded, ok('other'), ok('once')]);
    const waiting = outcome(chat());
    await clock.advance(0);
    expect(await chat({ model: 'ollama/other' })).toBe('other');
    expect(await chat({ retry: false })).toBe('once');
    expect(provider.requests).toHaveLength(3);
    await clock.advance(60_000);
    expect(await waiting).toEqual({ value: 'once' });
  });

  it('is not closed by retry: false', async () => {
    const { chat, client, provider } = scenario([weeklyLimit]);
    expect((await outcome(chat({ retry: false }))).error).toMatchObject({ kind: 'weekly-limit', reason: 'stop' });
    expect((await outcome(chat({ retry: false }))).error).toMatchObject({ reason: 'stop', attempts: [{}] });
    expect(client.gates()).toEqual([]);
    expect(provider.requests).toHaveLength(2);
  });

  it('hands the probe over at once when it is aborted', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, hang, ok()]);
    const controller = new AbortController();
    const first = outcome(chat({ signal: controller.signal }));
    await clock.advance(0);
    const second = outcome(chat());
    await clock.advance(60_000);
    expect(provider.requests).toHaveLength(2);
    controller.abort(new Error('enough'));
    await clock.advance(0);
    expect(await second).toEqual({ value: 'done' });
    expect((await first).error).toEqual(new Error('enough'));
    expect(times(provider)).toEqual([0, 60_000, 60_000]);
  });

  it('hands the probe over when its request alone is bad', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, badRequest, ok()]);
    const first = outcome(chat());
    await clock.advance(0);
    const second = outcome(chat());
    await clock.advance(60_000);
    expect((await first).error).toMatchObject({ kind: 'invalid-request' });
    expect(await second).toEqual({ value: 'done' });
    expect(provider.requests).toHaveLength(3);
  });

  it('lets a new kind decide for all that it concerns', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, modelNotFound, ok('other model')]);
    const same = [outcome(chat())];
    await clock.advance(0);
    for (let count = 0; count < 5; count += 1) same.push(outcome(chat()));
    const other = outcome(chat({ model: 'ollama/other' }));
    await clock.advance(60_000);
    expect((await Promise.all(same)).map(({ error }) => isLlmError(error) && error.kind)).toEqual(
      same.map(() => 'model-not-found'),
    );
    expect(await other).toEqual({ value: 'other model' });
    expect(provider.requests).toHaveLength(3);
  });

  it('lets a longer window take over', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, weeklyLimit]);
    const replies = [outcome(chat())];
    await clock.advance(0);
    replies.push(outcome(chat()), outcome(chat()));
    await clock.advance(60_000);
    for (const { error } of await Promise.all(replies))
      expect(error).toMatchObject({ kind: 'weekly-limit', reason: 'stop' });
    expect(provider.requests).toHaveLength(2);
  });

  it('opens at the first byte of a good answer, not at its end', async () => {
    const { chat, client, clock, provider } = scenario([hourlyLimit, streaming(['first'], 'hang'), ok('second')], {
      provider: { streamsChat: true },
    });
    const first = outcome(chat());
    await clock.advance(0);
    const second = outcome(chat());
    await clock.advance(60_000);
    expect(await second).toEqual({ value: 'second' });
    expect(client.gates()).toEqual([]);
    expect(provider.requests).toHaveLength(3);
    await client.close();
    expect((await first).error).toMatchObject({ kind: 'cancelled' });
  });

  it('waits exactly as long as a throttle states, never earlier', async () => {
    const { chat, clock, provider } = scenario([rateLimit(20), rateLimit(7), ok()], { provider: { name: 'openai' } });
    const reply = outcome(chat());
    await clock.advance(27_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(times(provider)).toEqual([0, 20_000, 27_000]);
  });

  it('moves to a later stated time that comes in while it waits', async () => {
    const { chat, clock, provider } = scenario([rateLimit(10), rateLimit(25), ok()], { provider: { name: 'openai' } });
    const replies = [outcome(chat()), outcome(chat())];
    await clock.advance(24_999);
    expect(provider.requests).toHaveLength(2);
    await clock.advance(1);
    expect((await Promise.all(replies)).map(({ value }) => value)).toEqual(['done', 'done']);
  });

  it('ends at once what is stated to last longer than maxWait, and says until when', async () => {
    const { chat, provider } = scenario([rateLimit(7_200)], { provider: { name: 'openai' } });
    const { error } = await outcome(chat({ maxWait: '1h' }));
    expect(error).toMatchObject({ kind: 'hourly-limit', reason: 'max-wait', resetsAt: START + 7_200_000 });
    expect(provider.requests).toHaveLength(1);
  });

  it('asks an overloaded model with one request at a time, for half an hour', async () => {
    const { chat, clock, provider } = scenario([overloaded]);
    const replies = Array.from({ length: 8 }, () => outcome(chat()));
    await clock.advance(2 * 3_600_000);
    for (const { error } of await Promise.all(replies))
      expect(error).toMatchObject({ kind: 'overloaded', reason: 'max-wait' });
    expect(times(provider).at(-1)).toBeLessThanOrEqual(1_800_000);
    expect(provider.requests.length).toBeLessThan(120);
  });

  it('never gets into a hot loop over a server that states next to nothing', async () => {
    const tiny = respond(
      429,
      { error: { message: 'slow down', code: 'rate_limit_exceeded' } },
      { 'retry-after-ms': '1' },
    );
    const { chat, clock, provider, client } = scenario([tiny], { provider: { name: 'openai' } });
    const reply = outcome(chat());
    await clock.advance(60_000);
    expect(provider.requests.length).toBeLessThan(80);
    await client.close();
    await reply;
  });

  it('keeps a stop that states a short wait, and waits that long', async () => {
    const daily = respond(
      429,
      {
        error: {
          message:
            'Rate limit reached for gpt-x on requests per day (RPD): Limit 10000, Used 10000, Requested 1. Please try again in 8.64s.',
          type: 'requests',
          code: 'rate_limit_exceeded',
        },
      },
      { 'retry-after-ms': '8640' },
    );
    const { chat, clock, provider } = scenario([daily, ok()], { provider: { name: 'openai' } });
    const reply = outcome(chat());
    await clock.advance(8_640);
    expect(await reply).toEqual({ value: 'done' });
    expect(times(provider)).toEqual([0, 8_640]);
  });
});

describe('a wait', () => {
  it('is told as an object that ends it, extends it and cancels it', async () => {
    const { chat, clock, client, provider } = scenario([hourlyLimit, hourlyLimit, ok()]);
    const reply = outcome(chat());
    await clock.advance(0);
    client.waits()[0]?.retryNow();
    await clock.advance(0);
    expect(provider.requests).toHaveLength(2);
    client.waits()[0]?.extend(60_000);
    await clock.advance(119_999);
    expect(provider.requests).toHaveLength(2);
    await clock.advance(1);
    expect(await reply).toEqual({ value: 'done' });
  });

  it('goes on as it was when a person had it tried in vain, and uses up no stage', async () => {
    const { chat, clock, client, provider, events } = scenario([hourlyLimit]);
    const reply = outcome(chat());
    await clock.advance(20_000);
    client.waits()[0]?.retryNow();
    await clock.advance(0);
    expect(client.waits()[0]).toMatchObject({ stage: { index: 1, of: 4 }, remainingMs: 40_000 });
    await clock.advance(3_640_000);
    expect((await reply).error).toMatchObject({ reason: 'stages-used' });
    expect(times(provider)).toEqual([0, 20_000, 60_000, 360_000, 1_260_000, 3_660_000]);
    expect(events.of('wait-start').map(({ stage }) => stage.index)).toEqual([1, 1, 2, 3, 4]);
  });

  it('obeys a time that is stated to a person who had it tried early', async () => {
    const stated = respond(429, { error: "you've reached your hourly usage limit" }, { 'retry-after': '600' });
    const { chat, clock, client, provider } = scenario([hourlyLimit, stated, ok()]);
    const reply = outcome(chat());
    await clock.advance(20_000);
    client.waits()[0]?.retryNow();
    await clock.advance(600_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(times(provider)).toEqual([0, 20_000, 620_000]);
  });

  it('goes up the stages when a listener has each of them tried at once', async () => {
    const { chat, clock, client, provider } = scenario([hourlyLimit]);
    client.on('wait-start', (wait) => {
      wait.retryNow();
    });
    const reply = outcome(chat());
    await clock.advance(10_000);
    expect((await reply).error).toMatchObject({ reason: 'stages-used' });
    expect(provider.requests.length).toBeLessThanOrEqual(6);
  });

  it('rejects every call with kind cancelled and the reason when a person cancels it', async () => {
    const { chat, clock, client, events } = scenario([hourlyLimit]);
    const replies = [outcome(chat())];
    await clock.advance(0);
    replies.push(outcome(chat()), outcome(chat()));
    await clock.advance(1);
    client.waits()[0]?.cancel('I go to bed');
    for (const { error } of await Promise.all(replies)) {
      expect(error).toMatchObject({ kind: 'cancelled', reason: 'stop' });
      expect((error as Error).message).toContain('I go to bed');
    }
    expect(client.waits()).toEqual([]);
    expect(events.of('wait-end').map((wait) => wait.reason)).toEqual(['cancelled']);
  });

  it('may be ended by the listener that hears of its start', async () => {
    const { chat, client, provider } = scenario([hourlyLimit, ok()]);
    client.on('wait-start', (wait) => {
      wait.retryNow();
    });
    expect(await chat()).toBe('done');
    expect(provider.requests).toHaveLength(2);
    const cancelled = scenario([hourlyLimit]);
    cancelled.client.on('wait-start', (wait) => {
      wait.cancel('not today');
    });
    expect((await outcome(cancelled.chat())).error).toMatchObject({ kind: 'cancelled' });
  });

  it('sums itself up in a sentence', async () => {
    const { chat, clock, client, events } = scenario([hourlyLimit, hourlyLimit, ok()]);
    const reply = outcome(chat());
    await clock.advance(60_000);
    expect(events.of('wait-start')[1]?.summary).toMatch(
      /^Hourly limit of ollama\/kimi; stage 2 of 4, next try at \d\d:\d\d \(in 5 min\)$/,
    );
    await client.close();
    await reply;
  });

  it('ends as released when the gate is reopened', async () => {
    const { chat, clock, client, events } = scenario([hourlyLimit, ok()]);
    const reply = outcome(chat());
    await clock.advance(0);
    client.gates()[0]?.reopen();
    await clock.advance(0);
    expect(await reply).toEqual({ value: 'done' });
    expect(events.of('wait-end')[0]).toMatchObject({ reason: 'released' });
  });
});

describe('a passing fault', () => {
  it('is retried five times in all, with full jitter, each call for itself', async () => {
    const { chat, clock, provider, events } = scenario([serverError]);
    const reply = outcome(chat());
    await clock.advance(120_000);
    expect((await reply).error).toMatchObject({
      kind: 'server-error',
      reason: 'attempts-used',
      attempts: [{}, {}, {}, {}, {}],
    });
    expect(provider.requests).toHaveLength(5);
    const lengths = events.of('wait-start').map((wait) => wait.until - wait.startedAt);
    expect(lengths.every((length, index) => length <= 1_000 * 2 ** index)).toBe(true);
    expect(events.of('wait-start').every((wait) => wait.waiting === 1)).toBe(true);
  });

  it('is retried less often where the answer was none or nothing is known', async () => {
    const empty = scenario([streaming([], 'cut')], { provider: { streamsChat: true } });
    const first = outcome(empty.chat());
    await empty.clock.advance(120_000);
    expect((await first).error).toMatchObject({ kind: 'invalid-response', reason: 'attempts-used' });
    expect(empty.provider.requests).toHaveLength(3);
    const strange = scenario([() => Promise.reject(new Error('zyx'))]);
    const second = outcome(strange.chat());
    await strange.clock.advance(120_000);
    expect((await second).error).toMatchObject({ kind: 'unknown', reason: 'attempts-used' });
    expect(strange.provider.requests).toHaveLength(2);
  });
});

describe('pause and resume', () => {
  it('sends nothing in between, and goes on then', async () => {
    const { chat, clock, client, provider } = scenario([hourlyLimit, ok()]);
    const first = outcome(chat());
    await clock.advance(0);
    client.pause();
    const second = outcome(chat({ model: 'ollama/other' }));
    await clock.advance(120_000);
    expect(provider.requests).toHaveLength(1);
    client.resume();
    await clock.advance(0);
    expect(await first).toEqual({ value: 'done' });
    expect(await second).toEqual({ value: 'done' });
  });
});
