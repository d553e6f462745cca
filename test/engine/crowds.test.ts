import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/core/policy.js';
import { staged } from '../../src/core/policy.js';
import { outcome, scenario } from '../support/scenario.js';
import { hourlyLimit, modelNotFound, ok, serverError, weeklyLimit } from '../support/scripted-provider.js';

describe('10,000 calls at once', () => {
  it('all end after one gate, with one request each and one for the probe', async () => {
    const { chat, client, clock, provider } = scenario([hourlyLimit, ok()], { concurrency: 1 });
    const replies = Array.from({ length: 10_000 }, () => outcome(chat()));
    await clock.advance(0);
    expect(client.waits()).toMatchObject([{ waiting: 10_000 }]);
    expect(clock.pending).toBe(1);
    await clock.advance(60_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    expect(provider.requests).toHaveLength(10_001);
    expect(clock.pending).toBe(0);
  });
});

describe('a call', () => {
  it('may name its own model as a fallback, or one twice: each is tried once', async () => {
    const { chat, provider } = scenario([modelNotFound]);
    const fallbacks = ['ollama/kimi', 'ollama/other', 'ollama/other'];
    expect((await outcome(chat({ fallbacks }))).error).toMatchObject({ kind: 'model-not-found' });
    expect(provider.requests.length).toBeLessThanOrEqual(4);
  });

  it('takes policies that went through JSON', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, hourlyLimit, ok()]);
    const policy = JSON.parse(JSON.stringify(staged(['5s', '10s']))) as Policy;
    const reply = outcome(chat({ policies: { 'hourly-limit': policy } }));
    await clock.advance(15_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(provider.requests.map(({ at }) => at)).toEqual([0, 5_000, 15_000]);
  });

  it('goes by what is configured while it waits, from its next decision on', async () => {
    const { chat, client, clock, provider } = scenario([hourlyLimit]);
    const reply = outcome(chat());
    await clock.advance(30_000);
    client.configure({ policies: { 'hourly-limit': { type: 'stop' } } });
    await clock.advance(30_000);
    expect((await reply).error).toMatchObject({ kind: 'hourly-limit', reason: 'stop' });
    expect(provider.requests).toHaveLength(2);
  });

  it('stops with all the others when the ramp meets a longer window', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, ok(), serverError, weeklyLimit], { concurrency: 1 });
    const replies = Array.from({ length: 50 }, () => outcome(chat()));
    await clock.advance(3_600_000);
    const results = await Promise.all(replies);
    expect(results.filter(({ value }) => value === 'done')).toHaveLength(1);
    expect(
      results.filter(({ error }) => (error as { kind?: string } | undefined)?.kind === 'weekly-limit'),
    ).toHaveLength(49);
    expect(provider.requests.length).toBeLessThan(8);
    expect(clock.pending).toBe(0);
  });
});
