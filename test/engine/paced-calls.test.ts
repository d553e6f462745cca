import { describe, expect, it } from 'vitest';
import { many, times } from '../support/paced-requests.js';
import { outcome, scenario, START, type Step } from '../support/scenario.js';
import { ok } from '../support/scripted-provider.js';

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
