import { describe, expect, it } from 'vitest';
import { HeaderWindow } from './header-window.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A bucket of which all but `remaining` is used up, as the headers of an answer tell it. */
function bucket({ limit, remaining, windowMs }: { limit: number; remaining: number; windowMs: number }): HeaderWindow {
  const window = new HeaderWindow(limit, undefined);
  for (const left of [remaining + 1, remaining]) {
    const resetInMs = ((limit - left) * windowMs) / limit;
    const reading = { name: 'requests', metric: 'requests', limit, remaining: left, resetInMs } as const;
    window.read(reading, { now: 0, sentSince: 0 });
  }
  return window;
}

describe('HeaderWindow', () => {
  it('keeps a little of a bucket free, since requests do not arrive as evenly as they are sent', () => {
    expect(bucket({ limit: 500, remaining: 1, windowMs: MINUTE_MS }).fitsAt(1, 0)).toBeCloseTo(1_200, -1);
  });

  it('withholds the last request of a long window for a moment, not for a share of the window', () => {
    expect(bucket({ limit: 5, remaining: 1, windowMs: DAY_MS }).fitsAt(1, 0)).toBeCloseTo(1_200);
  });

  describe('of which nothing says when it comes back', () => {
    const told = (window: HeaderWindow, remaining: number, now: number): void => {
      window.read({ name: 'requests', metric: 'requests', limit: 60, remaining }, { now, sentSince: 0 });
    };

    it('is taken for a bucket of a minute, and not for one that turns all at once', () => {
      const window = new HeaderWindow(60, undefined);
      for (let used = 1; used <= 60; used += 1) window.add(1, 0);
      told(window, 0, 0);
      // A second for one, and 2 % kept free.
      expect(window.fitsAt(1, 0)).toBeCloseTo(2_200, -1);
      expect(window.fitsAt(60, 0)).toBeGreaterThanOrEqual(60_000);
    });

    it('leaves it to the gate where it refuses in spite of that, and knows the turn once more is left again', () => {
      const window = new HeaderWindow(60, undefined);
      for (let used = 1; used <= 60; used += 1) window.add(1, 0);
      told(window, 0, 0);
      window.refuse({ amount: 1, now: 5_000, until: undefined });
      expect(window.fitsAt(1, 5_000)).toBe(5_000);
      for (let used = 1; used <= 40; used += 1) window.add(1, 20_000);
      told(window, 59, 20_000);
      for (let used = 1; used <= 59; used += 1) window.add(1, 21_000);
      window.refuse({ amount: 1, now: 40_000, until: undefined });
      expect(window.fitsAt(1, 40_000)).toBe(80_000);
    });
  });
});
