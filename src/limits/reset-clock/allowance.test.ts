import { describe, expect, it } from 'vitest';
import { allowanceOf } from './allowance.js';
import { historyOf, MINUTE_MS } from './window-history.fixture.js';

const HOURLY = { id: 'gate', kind: 'hourly-limit', window: undefined } as const;
const FIRST = { closed: 3, refused: 34, opened: 60, admitted: 60 };
const SECOND = { closed: 63, refused: 94, opened: 120, admitted: 60 };
const NOW = 185 * MINUTE_MS;

describe('allowanceOf', () => {
  it('is what the window before the present one admitted, until the next turn', () => {
    const history = historyOf(FIRST, { ...SECOND, admitted: 3 });
    expect(allowanceOf(history, HOURLY, 125 * MINUTE_MS)).toEqual({
      size: 60,
      isSteady: false,
      turnsAt: 180 * MINUTE_MS,
    });
  });

  it('can be relied on by a length that nobody named only where a run was of a whole window', () => {
    const every = (minutes: number): boolean | undefined => {
      const walls = [0, 1, 2, 3, 4].map((turn) => 3 + turn * minutes);
      const history = historyOf(
        ...walls.map((closed) => ({ closed, refused: closed + 2, opened: closed + minutes - 1, admitted: 13 })),
      );
      return allowanceOf(history, HOURLY, (3 + 5 * minutes) * MINUTE_MS)?.isSteady;
    };
    // What trickles gives back as much each time that it waits as long.
    expect([every(16), every(20)]).toEqual([false, true]);
  });

  const OPEN = { closed: 123, refused: 154, opened: 180, admitted: 5 };
  const met = (second = SECOND) => ({ ...historyOf(FIRST, second, OPEN), firstRun: 60 });

  it('can be relied on where the three latest windows admitted the same', () => {
    expect(allowanceOf(met(), HOURLY, NOW)).toMatchObject({ size: 60, isSteady: true });
    expect(allowanceOf(met({ ...SECOND, admitted: 59 }), HOURLY, NOW)).toMatchObject({ size: 59, isSteady: false });
  });

  it('is not relied on after two, which are the same by chance where others use the same key', () => {
    expect(allowanceOf({ ...met(), firstRun: undefined }, HOURLY, NOW)?.isSteady).toBe(false);
    expect(allowanceOf({ ...met(), firstRun: 59 }, HOURLY, NOW)?.isSteady).toBe(false);
  });

  it('is not relied on for ever: after three walls that were foreseen, one is met', () => {
    expect(allowanceOf({ ...met(), foreseen: 2 }, HOURLY, NOW)?.isSteady).toBe(true);
    expect(allowanceOf({ ...met(), foreseen: 3 }, HOURLY, NOW)?.isSteady).toBe(false);
  });

  it('is told neither of a closed limit nor of one that is paced by the minute', () => {
    expect(allowanceOf(historyOf(FIRST, SECOND, { closed: 123 }), HOURLY, NOW)).toBeUndefined();
    expect(allowanceOf(historyOf(FIRST, SECOND), { ...HOURLY, kind: 'rate-limit' }, NOW)).toBeUndefined();
  });
});
