import { describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '../../src/core/clock.js';
import { createRetryController, staged, type LimitOptions, type LlmError } from '../../src/index.js';
import { outcome, scenario, START } from '../support/scenario.js';
import { ok, respond, type ScriptedProvider } from '../support/scripted-provider.js';

const HOUR_MS = 3_600_000;
const times = (provider: ScriptedProvider): number[] => provider.requests.map(({ at }) => at);
const gaps = (at: readonly number[]): number[] => at.slice(1).map((one, index) => one - (at[index] ?? 0));

/** A refusal for a rate, with whatever stands in its header. */
const refusal = (retryAfter: string | undefined) =>
  respond(
    429,
    { error: { message: 'Rate limit reached.', type: 'rate_limit_error' } },
    retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  );

describe('a Retry-After', () => {
  const NOTHING_STATED = [
    ['of garbage', 'soon'],
    ['that is empty', ''],
    ['below zero', '-5'],
    ['in another notation', '1e12'],
    ['of no number', 'NaN'],
    ['without an end', 'Infinity'],
    ['that is not there', undefined],
  ] as const;

  it.each(NOTHING_STATED)('%s states nothing: the call backs off by itself, and is answered', async (_what, value) => {
    const { chat, clock, provider } = scenario([refusal(value), refusal(value), refusal(value), ok()]);
    const reply = outcome(chat());
    await clock.advance(2 * 60_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(provider.requests).toHaveLength(4);
  });

  it.each([...NOTHING_STATED, ['of a date in the past', 'Wed, 21 Oct 2015 07:28:00 GMT'], ['of zero', '0']] as const)(
    '%s makes no hot loop where it goes on for hours, and ends with an error that says why',
    async (_what, value) => {
      const { chat, clock, provider } = scenario([refusal(value)], { maxWait: '2h' });
      const reply = outcome(chat());
      await clock.advance(3 * HOUR_MS);
      expect((await reply).error).toMatchObject({ kind: 'rate-limit', reason: 'max-wait' });
      // At least one a minute is asked, and not many more than that.
      expect(provider.requests.length).toBeLessThan(2 * 150);
      expect(Math.max(...gaps(times(provider)))).toBeLessThanOrEqual(2 * 60_000);
    },
  );

  it('without which nobody knows the end: `maxWait` says until when it was waited for, and when it would be asked next', async () => {
    const { chat, clock } = scenario([refusal(undefined)], { policies: { 'rate-limit': staged(['5m', '30m', '2h']) } });
    const reply = outcome(chat({ maxWait: '1h' }));
    await clock.advance(HOUR_MS);
    const error = (await reply).error as LlmError;
    expect(error).toMatchObject({ reason: 'max-wait', resetsAt: undefined });
    expect(error.message).toContain(
      'It was waited for until 2026-03-02T10:35:00.000Z; the next try would have been at 2026-03-02T12:35:00.000Z (in 2 h). Nobody says when it is over.',
    );
    // Who comes later goes by the same times, and not by those of its own.
    await clock.advance(15 * 60_000);
    const later = (await outcome(chat({ maxWait: '10m' }))).error as LlmError;
    expect(later).toMatchObject({ reason: 'max-wait', attempts: [] });
    expect(later.message).toContain('the next try would have been at 2026-03-02T12:35:00.000Z');
  });

  it('beyond what a call may wait ends it at once, and says until when', async () => {
    const { chat, clock, provider } = scenario([refusal('10800')], { maxWait: '2h' });
    const reply = outcome(chat());
    await clock.advance(1);
    expect((await reply).error).toMatchObject({ reason: 'max-wait', resetsAt: START + 3 * HOUR_MS });
    expect(provider.requests).toHaveLength(1);
  });

  it('that moves backwards holds as it was stated last', async () => {
    const { chat, clock, provider } = scenario([refusal('600'), refusal('5'), ok()]);
    const reply = outcome(chat());
    await clock.advance(HOUR_MS);
    expect(await reply).toEqual({ value: 'done' });
    expect(times(provider)).toEqual([0, 600_000, 605_000]);
  });
});

describe('a clock that jumps', () => {
  it.each([
    ['forwards by hours', 5 * HOUR_MS, 16_000],
    ['back by hours', -5 * HOUR_MS, HOUR_MS],
    ['forwards by less than what is left', 600_000, HOUR_MS - 600_000 + 16_000],
  ])('%s in the middle of a stated hour never makes the wait longer', async (_what, jumpMs, atMostMs) => {
    const { chat, clock, provider } = scenario([refusal('3600'), ok()]);
    const reply = outcome(chat());
    await clock.advance(1_000);
    clock.jump(jumpMs);
    await clock.advance(atMostMs);
    expect(await reply).toEqual({ value: 'done' });
    expect(provider.requests).toHaveLength(2);
  });
});

describe('on real timers', () => {
  /** Real time whose wall clock a person can set. */
  function steppingClock(): Clock & { offsetMs: number } {
    const clock = { ...systemClock, offsetMs: 0, now: () => systemClock.now() + clock.offsetMs };
    return clock;
  }

  const throttled = (seconds: number): Error =>
    Object.assign(new Error('refused'), { status: 429, headers: { 'retry-after': String(seconds) } });

  it('a wait of hours looks at the date at least every 15 seconds, so that a night asleep is over soon', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const controller = createRetryController();
    const waiting = outcome(controller.run(() => Promise.reject(throttled(3_600))));
    await vi.waitFor(() => expect(controller.waits()).toHaveLength(1));
    const delays = timers.mock.calls.map(([, ms]) => ms ?? 0);
    timers.mockRestore();
    expect(delays.length).toBeGreaterThan(0);
    expect(Math.max(...delays.filter((ms) => ms < 20_000))).toBeLessThanOrEqual(15_000);
    expect(delays.filter((ms) => ms > 60_000)).toEqual([]);
    await controller.close();
    expect((await waiting).error).toMatchObject({ kind: 'cancelled' });
  });

  it.each([
    ['forwards', 3_600_000],
    ['back', -3_600_000],
  ])('a wall clock that steps %s makes a short wait no longer', async (_what, stepMs) => {
    const clock = steppingClock();
    const controller = createRetryController({ clock });
    let asked = 0;
    const started = performance.now();
    const answer = controller.run(() => {
      asked += 1;
      if (asked > 1) return 'answer';
      throw throttled(0.3);
    });
    await systemClock.sleep(50);
    clock.offsetMs = stepMs;
    expect(await answer).toBe('answer');
    expect(performance.now() - started).toBeLessThan(2_000);
    await controller.close();
  });
});

describe('limits of the options', () => {
  const endOf = async (limits: LimitOptions, during: LimitOptions): Promise<unknown[]> => {
    const { chat, client, clock } = scenario([ok()], { limits });
    const calls = Array.from({ length: 4 }, () => outcome(chat()));
    await clock.advance(1_000);
    client.configure({ limits: during });
    await clock.advance(2 * 60_000);
    const ends: unknown[] = Array(4).fill('waits');
    calls.forEach((call, place) => {
      void call.then(({ value, error }) => (ends[place] = value ?? (error as LlmError).kind));
    });
    await clock.advance(0);
    return ends;
  };

  it('that come in while calls wait and that these can never fit into end them at once', async () => {
    const own = { requestsPerMinute: 1 };
    expect(await endOf(own, { ...own, tokensPerMinute: 1 })).toEqual([
      'done',
      ...Array<string>(3).fill('context-length'),
    ]);
  });

  it('that come in while calls wait count from then on, and hold no more where they go away', async () => {
    const own = { requestsPerMinute: 1 };
    expect(await endOf(own, { ...own, requestsPerDay: 1 })).toEqual(['done', 'done', 'daily-limit', 'daily-limit']);
    expect(await endOf(own, { requestsPerMinute: 100 })).toEqual(Array(4).fill('done'));
    expect(await endOf(own, {})).toEqual(Array(4).fill('done'));
  });

  it.each<readonly [string, LimitOptions, readonly number[]]>([
    ['a second and a minute', { requestsPerSecond: 100, requestsPerMinute: 1 }, [0, 60_000, 120_000]],
    ['an hour and a minute', { requestsPerHour: 1, requestsPerMinute: 100 }, [0, HOUR_MS, 2 * HOUR_MS]],
    ['equal ones', { requestsPerMinute: 1, requestsPerHour: 1 }, [0, HOUR_MS, 2 * HOUR_MS]],
  ])('that contradict each other: the stricter one holds, for %s', async (_what, limits, expected) => {
    const { chat, clock, provider } = scenario([ok()], { limits });
    const calls = Array.from({ length: 3 }, () => outcome(chat()));
    await clock.advance(3 * HOUR_MS);
    for (const call of calls) expect(await call).toEqual({ value: 'done' });
    expect(times(provider)).toEqual(expected);
  });

  it('of one a minute and one a day let one through, and say at once when the day is over', async () => {
    const { chat, provider } = scenario([ok()], { limits: { requestsPerMinute: 1, requestsPerDay: 1 } });
    const ends = await Promise.all(Array.from({ length: 3 }, () => outcome(chat())));
    expect(ends.filter(({ value }) => value === 'done')).toHaveLength(1);
    for (const { error } of ends.slice(1))
      expect(error).toMatchObject({ kind: 'daily-limit', reason: 'closed-gate', resetsAt: START + 24 * HOUR_MS });
    expect(provider.requests).toHaveLength(1);
  });
});

describe('a duration beyond all dates', () => {
  const options = { policies: { 'rate-limit': staged(['1s', '99999999999999d']) }, provider: { name: 'openai' } };

  it.each([{ maxWait: '1h' }, { maxHold: '1h', maxWait: '999999999999999d' }])(
    'ends a call with an error: %j',
    async (own) => {
      const { chat, clock } = scenario([refusal(undefined)], options);
      const reply = outcome(chat(own));
      await clock.advance(1_000);
      const error = (await reply).error as LlmError;
      expect(error.name).toBe('LlmError');
      expect(error.message).toContain('+275760-09-13T00:00:00.000Z');
    },
  );

  it('is shown as the last of them', async () => {
    const { chat, client, clock } = scenario([refusal(undefined)], options);
    const reply = outcome(chat({ maxWait: '999999999999999d' }));
    await clock.advance(1_000);
    const [wait] = client.waits();
    expect(wait?.summary).toContain('next try at 275760-09-1');
    wait?.extend(1e300);
    expect(wait?.summary).toContain('next try at 275760-09-1');
    wait?.cancel();
    expect((await reply).error).toMatchObject({ kind: 'cancelled' });
  });
});
