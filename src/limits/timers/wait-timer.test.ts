import { describe, expect, it } from 'vitest';
import { manualClock } from '../../testing/manual-clock.js';
import { WaitTimer, type WaitTimerInit } from './wait-timer.js';

function timer(extra: Partial<WaitTimerInit> & { readonly lengthMs: number }) {
  const clock = manualClock();
  const start = clock.now();
  const ticks: number[] = [];
  const ends: string[] = [];
  const wait = new WaitTimer({
    clock,
    unref: false,
    id: 'wait-1',
    kind: 'hourly-limit',
    provider: 'p',
    model: 'm',
    keyId: undefined,
    until: start + extra.lengthMs,
    stage: { index: 1, of: 4 },
    resetSource: 'ladder',
    callId: 'call-1',
    tickMs: 60_000,
    waiting: () => 1,
    callIds: () => ['call-1'],
    onStart: () => undefined,
    onTick: () => {
      ticks.push(clock.now() - start);
    },
    onEnd: (reason) => {
      ends.push(reason);
    },
    ...extra,
  });
  wait.announce();
  return { clock, wait, ticks, ends, start };
}

describe('the timer of a wait', () => {
  it('ticks at multiples of its tick while more than a second remains, and a second before the end', async () => {
    const { clock, ticks, ends } = timer({ lengthMs: 150_000 });
    await clock.advance(150_000);
    expect(ticks).toEqual([60_000, 120_000, 149_000]);
    expect(ends).toEqual(['elapsed']);
  });

  it('ticks once where both fall together, and not at all within its last second', async () => {
    const both = timer({ lengthMs: 61_000 });
    await both.clock.advance(61_000);
    expect(both.ticks).toEqual([60_000]);
    const short = timer({ lengthMs: 900 });
    await short.clock.advance(900);
    expect(short.ticks).toEqual([]);
    expect(short.ends).toEqual(['elapsed']);
  });

  it('does not tick where it is told not to', async () => {
    const { clock, ticks } = timer({ lengthMs: 600_000, tickMs: false });
    await clock.advance(600_000);
    expect(ticks).toEqual([]);
  });

  it('ends soon after a laptop wakes up, whose timers stood still', async () => {
    const { clock, ends } = timer({ lengthMs: 3_600_000 });
    await clock.advance(1_000);
    clock.jump(7_200_000);
    await clock.advance(15_000);
    expect(ends).toEqual(['elapsed']);
  });

  it('does not wait longer because the wall clock stepped back', async () => {
    const { clock, ends } = timer({ lengthMs: 60_000 });
    clock.jump(-3_600_000);
    await clock.advance(60_000);
    expect(ends).toEqual(['elapsed']);
  });

  it('waits 40 days', async () => {
    const { clock, ends } = timer({ lengthMs: 40 * 86_400_000, tickMs: false });
    await clock.advance(40 * 86_400_000 - 1);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(ends).toEqual(['elapsed']);
  }, 60_000);

  it('goes on ticking when it is extended', async () => {
    const { clock, wait, ticks, ends } = timer({ lengthMs: 90_000 });
    await clock.advance(60_000);
    wait.view.extend(60_000);
    await clock.advance(90_000);
    expect(ticks).toEqual([60_000, 120_000, 149_000]);
    expect(ends).toEqual(['elapsed']);
    expect(() => {
      wait.view.extend(Number.NaN);
    }).toThrow(TypeError);
  });

  it('ends once, whatever comes afterwards', async () => {
    const { clock, wait, ends } = timer({ lengthMs: 90_000 });
    wait.view.retryNow();
    wait.view.cancel();
    wait.view.extend(1_000);
    await clock.advance(200_000);
    expect(ends).toEqual(['retry-now']);
    expect(clock.pending).toBe(0);
  });

  it('tells what remains when it is read', async () => {
    const { clock, wait, start } = timer({ lengthMs: 90_000 });
    await clock.advance(30_000);
    expect(wait.view).toMatchObject({ remainingMs: 60_000, startedAt: start, until: start + 90_000 });
  });
});
