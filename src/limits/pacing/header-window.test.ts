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
});
