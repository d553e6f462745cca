import { describe, expect, it } from 'vitest';
import { mayHaveTurned } from './siblings.js';
import { historyOf, MINUTE_MS } from './window-history.fixture.js';

/** Another key's window turned between these minutes. */
const opened = (refused: number, at: number) => ({
  closedAt: 0,
  refusedAt: refused * MINUTE_MS,
  openedAt: at * MINUTE_MS,
  admitted: 0,
  calendarAt: undefined,
});

describe('mayHaveTurned', () => {
  it('is so where it was refused before the other key opened', () => {
    expect(mayHaveTurned(historyOf({ closed: 5, refused: 20 }), opened(10, 30))).toBe(true);
  });

  it('is not so where it closed when the other had turned already, as far as can be told', () => {
    expect(mayHaveTurned(historyOf({ closed: 21 }), opened(10, 30))).toBe(false);
    expect(mayHaveTurned(historyOf({ closed: 19 }), opened(10, 30))).toBe(true);
  });

  it('is not so where it was refused later', () => {
    expect(mayHaveTurned(historyOf({ closed: 5, refused: 31 }), opened(10, 30))).toBe(false);
  });

  it('is not so where that was wrong before, or where it is open', () => {
    const history = historyOf({ closed: 5, refused: 20 });
    expect(mayHaveTurned({ ...history, isApart: true }, opened(10, 30))).toBe(false);
    expect(mayHaveTurned(historyOf({ closed: 5, refused: 20, opened: 29 }), opened(10, 30))).toBe(false);
  });
});
