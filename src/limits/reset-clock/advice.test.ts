import { describe, expect, it } from 'vitest';
import { advise } from './advice.js';
import { historyOf, MINUTE_MS } from './window-history.fixture.js';
import type { WindowHistory } from './window-history.js';

const HOURLY = { id: 'gate', kind: 'hourly-limit', window: undefined } as const;
/** It turns between minute 34 and minute 60 of each hour. */
const MET = { closed: 3, refused: 34, opened: 60, admitted: 60 };

/** In minutes. */
function adviceAt(now: number, history: WindowHistory) {
  const advice = advise(history, HOURLY, { now: now * MINUTE_MS });
  return advice && { ...advice, probeAt: advice.probeAt / MINUTE_MS, resetsAt: advice.resetsAt / MINUTE_MS };
}

describe('advise', () => {
  it('has none for a limit that is open, or that is met for the first time', () => {
    expect(adviceAt(61, historyOf(MET))).toBeUndefined();
    expect(adviceAt(24, historyOf({ closed: 3, refused: 24 }))).toBeUndefined();
  });

  it('asks in the middle of what a single wall left open, and at its end after a miss', () => {
    // The end comes a 1,200th of an hour late.
    expect(adviceAt(64, historyOf(MET, { closed: 63 }))).toEqual({ probeAt: 107, resetsAt: 120.05, isTrial: false });
    expect(adviceAt(108, historyOf(MET, { closed: 63, refused: 107, missed: 1 }))).toEqual({
      probeAt: 120.05,
      resetsAt: 120.05,
      isTrial: false,
    });
  });

  it('asks more often in what a single wall left open, the more a window admits: up to five times', () => {
    const large = { ...MET, admitted: 200 };
    const wide = historyOf(large, { closed: 63 });
    expect(adviceAt(64, wide)).toMatchObject({ probeAt: 94 + 26 / 5 });
    expect(adviceAt(100, historyOf(large, { closed: 63, refused: 99.2, missed: 1 }))).toMatchObject({ probeAt: 105 });
  });

  it('asks once at the end of a window that is known to the half minute', () => {
    const exact = { closed: 3, refused: 59.6, opened: 60, admitted: 60 };
    expect(adviceAt(64, historyOf(exact, { closed: 63 }))).toMatchObject({ probeAt: 120.05, resetsAt: 120.05 });
  });

  it('asks once at the end of a day that was found open right after a full hour', () => {
    const dayAt = (opened: number) => {
      const history = historyOf({ closed: 60, refused: opened - 60, opened, admitted: 60 }, { closed: opened + 100 });
      const limit = { id: 'gate', kind: 'daily-limit', window: 'day' } as const;
      const advice = advise(history, limit, { now: (opened + 101) * MINUTE_MS });
      return advice && advice.probeAt / MINUTE_MS;
    };
    // A day's end comes 72 s late.
    expect(dayAt(600.5)).toBe(600.5 + 24 * 60 + 1.2);
    expect(dayAt(602)).toBe(602 + 24 * 60 - 30);
  });

  it('says so where a shorter window is but tried out', () => {
    const early = { closed: 3, refused: 24, opened: 60, admitted: 60 };
    expect(adviceAt(64, historyOf(early, { closed: 63 }))).toMatchObject({ resetsAt: 90.025, isTrial: true });
  });

  it('leaves it to the ladder after five misses', () => {
    expect(adviceAt(108, historyOf(MET, { closed: 63, refused: 107, missed: 4 }))).toBeDefined();
    expect(adviceAt(108, historyOf(MET, { closed: 63, refused: 107, missed: 5 }))).toBeUndefined();
  });

  it('leaves it to the ladder where less came than the time before, until that is refused once', () => {
    const next = { closed: 63, refused: 94, opened: 120, admitted: 53 };
    expect(adviceAt(124, historyOf(MET, next, { closed: 123 }))).toBeUndefined();
    expect(adviceAt(125, historyOf(MET, next, { closed: 123, refused: 124 }))).toBeDefined();
    expect(adviceAt(124, historyOf(MET, { ...next, admitted: 54 }, { closed: 123 }))).toBeDefined();
  });

  it("goes by the provider's calendar once that was right", () => {
    const right = { ...MET, calendar: 60 };
    const advice = { probeAt: 130, resetsAt: 130, isTrial: false };
    expect(adviceAt(64, historyOf(right, { closed: 63, calendar: 130 }))).toEqual(advice);
    expect(adviceAt(130, historyOf(right, { closed: 63, calendar: 130 }))).not.toEqual(advice);
    expect(adviceAt(64, historyOf({ ...MET, calendar: 61 }, { closed: 63, calendar: 130 }))).not.toEqual(advice);
    expect(adviceAt(64, historyOf({ ...MET, calendar: 34 }, { closed: 63, calendar: 130 }))).not.toEqual(advice);
  });
});
