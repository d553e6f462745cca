import { expect, test } from 'vitest';
import { formatClockTime, formatCountdown, formatLength } from './time-text.js';

test.each([
  [0, '0:00'],
  [1, '0:01'],
  [59_001, '1:00'],
  [900_000, '15:00'],
  [3_750_000, '1:02:30'],
])('counts %i ms down as %s', (durationMs, text) => {
  expect(formatCountdown(durationMs)).toBe(text);
});

test.each([
  [400, '0 s'],
  [59_600, '1 min'],
  [450_000, '7 min 30 s'],
  [11_100_000, '3 h 5 min'],
  [187_200_000, '2 d 4 h'],
])('tells %i ms as %s', (durationMs, text) => {
  expect(formatLength(durationMs)).toBe(text);
});

test('names the day of a moment that is not today', () => {
  const now = new Date(2026, 10, 21, 22, 0).getTime();

  expect(formatClockTime(now + 3_600_000, now)).toBe('23:00');
  expect(formatClockTime(now + 3 * 3_600_000, now)).toBe('Sun 22 Nov, 01:00');
});
