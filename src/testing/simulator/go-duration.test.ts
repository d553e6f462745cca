import { expect, it } from 'vitest';
import { formatGoDuration } from './go-duration.js';

it.each([
  [0, '0ms'],
  [6, '6ms'],
  [644, '644ms'],
  [999.9996, '1s'],
  [8_640, '8.64s'],
  [9_816, '9.816s'],
  [60_052, '1m0.052s'],
  [432_000, '7m12s'],
  [360_000, '6m0s'],
  [52_151_040, '14h29m11.04s'],
  [3_600_000, '1h0m0s'],
])('writes %s ms as %s', (ms, text) => {
  expect(formatGoDuration(ms)).toBe(text);
});
