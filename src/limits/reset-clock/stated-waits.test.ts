import { describe, expect, it } from 'vitest';
import { advise } from './advice.js';
import { areTooShort } from './stated-waits.js';
import { historyOf, MINUTE_MS, type WallInMinutes } from './window-history.fixture.js';

const HOURLY = { id: 'gate', kind: 'hourly-limit', window: undefined } as const;
/** It turned at minute 60, or just before; 40 and 50 were stated before. */
const MET = { closed: 10, opened: 60, admitted: 60, stated: [40, 50] };

const foundIn = (...walls: readonly WallInMinutes[]): boolean => areTooShort(historyOf(...walls));

describe('areTooShort', () => {
  it('takes two waits in vain, each stated as shorter than the first', () => {
    expect(foundIn(MET)).toBe(true);
    expect(foundIn({ ...MET, stated: [59] })).toBe(false);
    expect(foundIn({ ...MET, stated: [59] }, { closed: 70, opened: 120, stated: [119] })).toBe(true);
  });

  it('believes what was stated where others used up the next window: it is longer than the wait before', () => {
    expect(foundIn({ closed: 50, opened: 240, stated: [60, 120, 180] })).toBe(false);
  });

  it('believes a provider again that was right for three closings', () => {
    const right = [70, 130].map((closed) => ({ closed, opened: closed + 50 }));
    expect(foundIn(MET, ...right, { closed: 190 })).toBe(true);
    expect(foundIn(MET, ...right, { closed: 190, opened: 240 }, { closed: 250 })).toBe(false);
  });
});

describe('advise', () => {
  const adviceAt = (now: number, statedAt: number, wall: WallInMinutes = MET): number | undefined => {
    const history = historyOf(wall, { closed: 70, stated: [], refused: now });
    const advice = advise(history, HOURLY, { now: now * MINUTE_MS, statedAt: statedAt * MINUTE_MS });
    return advice && advice.probeAt / MINUTE_MS;
  };

  it('has none beside a stated time that can be relied on', () => {
    expect(adviceAt(71, 100, { ...MET, stated: [] })).toBeUndefined();
  });

  it('has one in place of a stated time that is too short, and none before it', () => {
    // The window turns between minutes 110 and 120.
    expect(adviceAt(71, 100)).toBe(115);
    expect(adviceAt(71, 118)).toBe(119);
  });
});
