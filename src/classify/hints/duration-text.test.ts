import { describe, expect, it } from 'vitest';
import { parseDurationText } from './duration-text.js';

describe('parseDurationText', () => {
  it.each([
    ['6ms', 6],
    ['494ms', 494],
    ['964.972314ms', 965],
    ['9.816s', 9_816],
    ['42.921954507s', 42_922],
    ['6m0s', 360_000],
    ['7m12s', 432_000],
    ['1m47.5854s', 107_586],
    ['1h2m3.5s', 3_723_500],
    ['14h29m11.04s', 52_151_040],
    ['161h39m41.300432511s', 581_981_301],
    ['12345 seconds', 12_345_000],
    ['1 minute', 60_000],
    ['5 days 10 hours', 468_000_000],
    ['1 hour, 2 minutes and 3 seconds', 3_723_000],
    ['3h 47m', 13_620_000],
    ['2 weeks', 1_209_600_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDurationText(text)).toBe(ms);
  });

  it.each(['', '20', '1e12s', '-5s', 's', '5 credits', '5s5', '999999999999h', '1..5s', 'in 5s', '5 parsecs'])(
    'takes nothing from %j',
    (text) => {
      expect(parseDurationText(text)).toBeUndefined();
    },
  );
});
