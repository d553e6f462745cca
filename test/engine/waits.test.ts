import { describe, expect, it } from 'vitest';
import { outcome, scenario, START } from '../support/scenario.js';
import { hourlyLimit, ok, rateLimit, type Step } from '../support/scripted-provider.js';

describe('a wait that a person extends', () => {
  it('stays extended for those who come later', async () => {
    const { chat, client, clock, provider } = scenario([hourlyLimit, ok()]);
    const first = outcome(chat());
    await clock.advance(0);
    client.waits()[0]?.extend(60_000);
    expect(client.gates()[0]?.until).toBe(START + 120_000);
    await clock.advance(90_000);
    const second = outcome(chat());
    await clock.advance(29_999);
    expect(provider.requests).toHaveLength(1);
    await clock.advance(1);
    expect(await Promise.all([first, second])).toEqual([{ value: 'done' }, { value: 'done' }]);
  });
});

describe('a wait whose stated end comes later than it seemed', () => {
  const late =
    (seconds: number): Step =>
    (request, attempt) =>
      clockOf.current!.sleep(1_000).then(() => rateLimit(seconds)(request, attempt) as never);
  const clockOf: { current?: { sleep(ms: number): Promise<void> } } = {};

  it('ends at once for a call that may not wait that long', async () => {
    const { chat, clock } = scenario([late(7_200), rateLimit(60), ok()], { provider: { name: 'openai' } });
    clockOf.current = clock;
    const patient = outcome(chat());
    const impatient = outcome(chat({ maxWait: '10m' }));
    await clock.advance(1_000);
    expect((await impatient).error).toMatchObject({ reason: 'max-wait', resetsAt: START + 7_201_000 });
    await clock.advance(7_200_000);
    expect(await patient).toEqual({ value: 'done' });
  });
});

describe('a wall clock that steps', () => {
  it('forwards ends the wait soon, as after a night asleep', async () => {
    const { chat, clock } = scenario([hourlyLimit, ok()], {
      policies: { 'hourly-limit': { type: 'staged', stages: ['1h'] } },
    });
    const reply = outcome(chat());
    await clock.advance(1_000);
    clock.jump(3_600_000);
    await clock.advance(15_000);
    expect(await reply).toEqual({ value: 'done' });
  });

  it('back makes no wait longer than it was', async () => {
    const { chat, client, clock, provider } = scenario([hourlyLimit, ok()]);
    const first = outcome(chat());
    await clock.advance(1_000);
    clock.jump(-86_400_000);
    const second = outcome(chat());
    await clock.advance(58_999);
    expect(provider.requests).toHaveLength(1);
    await clock.advance(1);
    expect(await Promise.all([first, second])).toEqual([{ value: 'done' }, { value: 'done' }]);
    expect(client.waits()).toEqual([]);
  });
});
