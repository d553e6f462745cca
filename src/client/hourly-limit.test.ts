import { describe, expect, it } from 'vitest';
import { isLlmError, LlmError } from '../core/error.js';
import { staged } from '../core/policy.js';
import { outcome, scenario, START } from '../../test/support/scenario.js';
import {
  hourlyLimit,
  modelNotFound,
  ok,
  respond,
  serverError,
  sessionLimit,
  weeklyLimit,
} from '../../test/support/scripted-provider.js';

describe('an hourly limit', () => {
  it('succeeds after 60 s with one retry', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, ok('hi')]);
    const reply = outcome(chat());
    await clock.advance(59_999);
    expect(provider.requests).toHaveLength(1);
    await clock.advance(1);
    expect(await reply).toEqual({ value: 'hi' });
    expect(provider.requests.map((request) => request.at)).toEqual([0, 60_000]);
  });

  it('succeeds after 360 s, with a tick each minute and one a second before each end', async () => {
    const { chat, clock, events, provider } = scenario([hourlyLimit, hourlyLimit, ok('hi')]);
    const reply = outcome(chat());
    await clock.advance(360_000);
    expect(await reply).toEqual({ value: 'hi' });
    expect(provider.requests.map((request) => request.at)).toEqual([0, 60_000, 360_000]);
    const ticks = events.of('wait-tick').map((tick) => tick.at - START);
    expect(ticks).toEqual([59_000, 120_000, 180_000, 240_000, 300_000, 359_000]);
    expect(events.of('wait-start').map((wait) => wait.stage)).toEqual([
      { index: 1, of: 4 },
      { index: 2, of: 4 },
    ]);
    expect(events.of('wait-end').map((wait) => wait.reason)).toEqual(['elapsed', 'elapsed']);
  });

  it('stops at a model that is gone when the kind changes at the first retry', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, modelNotFound]);
    const reply = outcome(chat());
    await clock.advance(60_000);
    expect((await reply).error).toMatchObject({ kind: 'model-not-found', reason: 'stop', attempts: [{}, {}] });
    await clock.advance(7_200_000);
    expect(provider.requests).toHaveLength(2);
  });

  it('fails after all four stages, 3,660 s, with the history of five attempts', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit]);
    const reply = outcome(chat());
    await clock.advance(3_659_999);
    expect(provider.requests).toHaveLength(4);
    await clock.advance(1);
    const { error } = await reply;
    expect(provider.requests.map((request) => request.at)).toEqual([0, 60_000, 360_000, 1_260_000, 3_660_000]);
    if (!isLlmError(error)) throw new Error('It should be an LlmError.');
    expect(error).toMatchObject({ kind: 'hourly-limit', reason: 'stages-used', provider: 'ollama', model: 'kimi' });
    expect(error.attempts.map((attempt) => attempt.waitedMs)).toEqual([0, 60_000, 300_000, 900_000, 2_400_000]);
    expect(error.attempts.every((attempt) => attempt.outcome === 'failure' && attempt.kind === 'hourly-limit')).toBe(
      true,
    );
  });

  it('lets only a stated reset replace a stage', async () => {
    const stated = respond(429, { error: "you've reached your hourly usage limit" }, { 'retry-after': '600' });
    const { chat, clock, provider, events } = scenario([stated, hourlyLimit, ok()]);
    const reply = outcome(chat());
    await clock.advance(900_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(provider.requests.map((request) => request.at)).toEqual([0, 600_000, 900_000]);
    expect(events.of('wait-start').map((wait) => wait.resetSource)).toEqual(['retry-after', 'ladder']);
  });

  it('follows the ladder of a session limit with one probe at the time of the grid', async () => {
    // From 10:00 UTC the next multiple of five hours since the epoch is 13:00 UTC on this day.
    const grid = Math.ceil(START / 18_000_000) * 18_000_000;
    const { chat, clock, provider } = scenario([sessionLimit]);
    const reply = outcome(chat());
    await clock.advance(grid - START);
    expect((await reply).error).toMatchObject({ kind: 'hourly-limit', reason: 'stages-used' });
    expect(provider.requests.map((request) => request.at)).toEqual([
      0,
      60_000,
      360_000,
      1_260_000,
      3_660_000,
      grid - START,
    ]);
  });

  it('obeys the stages, ticks and on or off of the call, the provider and the client, in this order', async () => {
    const { chat, clock, provider, client } = scenario([hourlyLimit], {
      policies: { 'hourly-limit': staged(['10s'], { tick: false }) },
    });
    const first = outcome(chat({ policies: { 'hourly-limit': { type: 'stop' } } }));
    await clock.advance(0);
    expect((await first).error).toMatchObject({ reason: 'stop' });
    client.gates()[0]?.reopen();
    const second = outcome(chat());
    await clock.advance(10_000);
    expect((await second).error).toMatchObject({ reason: 'stages-used' });
    expect(provider.requests).toHaveLength(3);
  });

  it('gives the calls that come after a used-up ladder stages of their own, where something was answered before', async () => {
    const { chat, clock, provider } = scenario([ok(), ...Array.from({ length: 6 }, () => hourlyLimit), ok('at last')]);
    await chat();
    const first = outcome(chat());
    await clock.advance(3_660_000);
    expect((await first).error).toMatchObject({ reason: 'stages-used' });
    const later = outcome(chat());
    await clock.advance(59_999);
    expect(provider.requests).toHaveLength(7);
    await clock.advance(1);
    expect(await later).toEqual({ value: 'at last' });
  });

  it('asks once for each call that comes after a used-up ladder, where nothing was ever answered', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit]);
    const first = outcome(chat());
    await clock.advance(3_660_000);
    await first;
    expect((await outcome(chat())).error).toMatchObject({ reason: 'stages-used' });
    expect(provider.requests).toHaveLength(6);
  });

  it('outlives its stages, within maxWait, where the limit was seen to turn before', async () => {
    const { chat, clock, provider } = scenario(
      [hourlyLimit, ok(), ...Array.from({ length: 6 }, () => hourlyLimit), ok('at last')],
      { maxWait: '3h' },
    );
    const first = outcome(chat());
    await clock.advance(60_000);
    await first;
    const second = outcome(chat());
    await clock.advance(3_660_000 + 4_800_000);
    expect(await second).toMatchObject({ value: 'at last' });
    expect(provider.requests).toHaveLength(9);
  });

  it('takes a passing fault at the probe for one, and stays on the ladder', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, serverError, hourlyLimit, ok()]);
    const reply = outcome(chat());
    await clock.advance(400_000);
    expect(await reply).toEqual({ value: 'done' });
    const [, probe, again, last] = provider.requests.map((request) => request.at);
    expect(probe).toBe(60_000);
    expect(again).toBeLessThanOrEqual(61_000);
    expect((last ?? 0) - (again ?? 0)).toBe(300_000);
  });

  it('begins at the first stage again after a success', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, hourlyLimit, ok(), hourlyLimit, ok()]);
    const first = outcome(chat());
    await clock.advance(360_000);
    await first;
    const second = outcome(chat());
    await clock.advance(60_000);
    expect(await second).toEqual({ value: 'done' });
    expect(provider.requests.map((request) => request.at)).toEqual([0, 60_000, 360_000, 360_000, 420_000]);
  });
});

describe('a limit that is not waited for', () => {
  it('is an error at once, with advice and no second request', async () => {
    const { chat, clock, provider, events } = scenario([weeklyLimit]);
    const { error } = await outcome(chat());
    expect(error).toBeInstanceOf(LlmError);
    expect(error).toMatchObject({ kind: 'weekly-limit', reason: 'stop', attempts: [{ outcome: 'failure' }] });
    expect((error as LlmError).advice).not.toBe('');
    await clock.advance(1_000_000);
    expect(provider.requests).toHaveLength(1);
    expect(events.of('wait-start')).toHaveLength(0);
  });

  it('lets later calls fail with the same classification and no request', async () => {
    const { chat, provider } = scenario([weeklyLimit]);
    const first = await outcome(chat());
    const second = await outcome(chat());
    expect(second.error).toMatchObject({ kind: 'weekly-limit', reason: 'closed-gate', attempts: [] });
    expect((second.error as LlmError).classification).toEqual((first.error as LlmError).classification);
    expect(provider.requests).toHaveLength(1);
  });

  it('is probed by one call every 15 minutes, or after reopen()', async () => {
    const { chat, clock, provider, client } = scenario([weeklyLimit]);
    await outcome(chat());
    await clock.advance(900_000);
    await Promise.all([outcome(chat()), outcome(chat())]);
    expect(provider.requests).toHaveLength(2);
    client.gates()[0]?.reopen();
    provider.script(ok());
    expect(await outcome(chat())).toEqual({ value: 'done' });
    expect(client.gates()).toEqual([]);
  });
});
