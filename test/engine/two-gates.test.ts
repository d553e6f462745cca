import { describe, expect, it } from 'vitest';
import { outcome, scenario } from '../support/scenario.js';
import { hourlyLimit, ok, overloaded, rateLimit, serverError, type Step } from '../support/scripted-provider.js';

/** The throttle closes the model, the hourly limit the account: the first probe after both finds out for both. */
async function behindTwoGates(...steps: readonly Step[]): Promise<{
  readonly times: readonly number[];
  readonly done: number;
}> {
  const { chat, clock, provider } = scenario([rateLimit(90), hourlyLimit, ...steps, ok()], { concurrency: 1 });
  const replies = Array.from({ length: 100 }, () => outcome(chat()));
  await clock.advance(5_000_000);
  const results = await Promise.all(replies);
  return { times: provider.requests.map(({ at }) => at), done: results.filter(({ value }) => value === 'done').length };
}

describe('a probe that finds out for two gates', () => {
  it('moves the stage of the one that refuses it, and lets nobody else ask', async () => {
    const { times, done } = await behindTwoGates(hourlyLimit, hourlyLimit);
    expect(times.slice(0, 5)).toEqual([0, 90_000, 150_000, 450_000, 1_350_000]);
    expect(done).toBe(100);
  });

  it('keeps both closed while it meets passing faults', async () => {
    const { times, done } = await behindTwoGates(serverError, serverError);
    expect(times.slice(0, 3)).toEqual([0, 90_000, 150_000]);
    expect(times[3]).toBeGreaterThan(150_000);
    expect(times[4]).toBeGreaterThan(times[3] ?? Number.POSITIVE_INFINITY);
    expect(done).toBe(100);
  });

  it('does so for an overloaded model of a limited account', async () => {
    const { chat, clock, provider } = scenario([overloaded, hourlyLimit, overloaded, hourlyLimit, ok()]);
    const replies = [outcome(chat())];
    await clock.advance(0);
    for (let count = 0; count < 50; count += 1) replies.push(outcome(chat()));
    await clock.advance(10_000_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    expect(provider.requests).toHaveLength(4 + 51);
  });
});
