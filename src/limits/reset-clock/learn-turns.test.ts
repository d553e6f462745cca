import { describe, expect, it } from 'vitest';
import { learnTurns, nextTurn } from './learn-turns.js';
import { historyOf, MINUTE_MS } from './window-history.fixture.js';
import type { WindowHistory } from './window-history.js';

const HOURLY = { kind: 'hourly-limit', window: undefined } as const;

const minutes = (history: WindowHistory, limit: Parameters<typeof learnTurns>[1] = HOURLY) => {
  const turns = learnTurns(history, limit);
  return turns && { from: turns.from / MINUTE_MS, to: turns.to / MINUTE_MS, length: turns.lengthMs / MINUTE_MS };
};

describe('learnTurns', () => {
  it('tells nothing while a limit is closed for the first time', () => {
    expect(minutes(historyOf({ closed: 3, refused: 24 }))).toBeUndefined();
  });

  it('tells nothing where so little was admitted that it trickles', () => {
    expect(minutes(historyOf({ closed: 3, refused: 4, opened: 9, admitted: 2 }, { closed: 10 }))).toBeUndefined();
  });

  it('brackets the turn between the last refusal and the first answer', () => {
    const history = historyOf({ closed: 3, refused: 34, opened: 60, admitted: 60 }, { closed: 63 });
    expect(minutes(history)).toEqual({ from: 34, to: 60, length: 60 });
  });

  it('tries a shorter length once, where none was refuted', () => {
    const open = { closed: 3, refused: 24, opened: 60, admitted: 60 };
    expect(minutes(historyOf(open, { closed: 63 }))).toMatchObject({ to: 60, length: 30 });
    expect(minutes(historyOf(open, { closed: 63, refused: 90 }))).toMatchObject({ length: 60 });
  });

  it('leaves out what an earlier refusal in the same part of the window excludes', () => {
    const history = historyOf({ closed: 3, refused: 34, opened: 64, admitted: 60 }, { closed: 67 });
    expect(minutes(history)).toEqual({ from: 34, to: 63, length: 60 });
  });

  it('takes what all walls agree on', () => {
    const history = historyOf(
      { closed: 3, refused: 34, opened: 60, admitted: 60 },
      { closed: 63, refused: 95, opened: 110, admitted: 60 },
      { closed: 114 },
    );
    expect(minutes(history)).toEqual({ from: 95, to: 110, length: 60 });
  });

  it('gives up a length for which it was refused', () => {
    const history = historyOf({ closed: 3, refused: 169, opened: 184, admitted: 100 }, { closed: 190 });
    expect(minutes(history)).toMatchObject({ length: 180 });
  });

  it('goes by the last opening alone where the window turns later each time', () => {
    const history = historyOf(
      { closed: 3, refused: 59, opened: 60, admitted: 60 },
      { closed: 63, refused: 124, opened: 125, admitted: 60 },
      { closed: 128 },
    );
    expect(minutes(history)).toMatchObject({ to: 125 });
  });

  it('tells nothing where the window turned at none of the times that were left: the ladder goes on', () => {
    const history = historyOf({ closed: 3, refused: 59, opened: 60, admitted: 60 }, { closed: 62, refused: 121 });
    expect(minutes(history)).toBeUndefined();
  });

  it('asks for two walls of a length that nobody named', () => {
    const throttle = { kind: 'rate-limit', window: undefined } as const;
    const once = historyOf({ closed: 1, refused: 2, opened: 3, admitted: 20 }, { closed: 4 });
    expect(minutes(once, throttle)).toBeUndefined();
  });

  it('forgets what was measured before a clock stepped back', () => {
    const history = historyOf({ closed: 60, refused: 80, opened: 20, admitted: 60 }, { closed: 25 });
    expect(minutes(history)).toBeUndefined();
  });
});

describe('nextTurn', () => {
  it('is the next after now, in whole windows', () => {
    const turns = { lengthMs: 60, from: 10, to: 20, confirmations: 1, isTrial: false };
    expect(nextTurn(turns, 15)).toEqual({ from: 15, to: 20 });
    expect(nextTurn(turns, 20)).toEqual({ from: 70, to: 80 });
  });
});
