import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.js';

function take(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random());
}

it('gives the same numbers for the same seed and others for another', () => {
  expect(take(7, 100)).toEqual(take(7, 100));
  expect(take(7, 100)).not.toEqual(take(8, 100));
});

it('gives the numbers that its documentation names', () => {
  expect(take(7, 1)).toEqual([0.011704753153026104]);
});

it('spreads evenly from 0 up to, but without, 1', () => {
  const buckets = Array.from({ length: 10 }, () => 0);
  for (const number of take(42, 100_000)) buckets[Math.floor(number * 10)]! += 1;
  expect(buckets).toHaveLength(10);
  // Five standard deviations of a binomial of 100,000 draws at 1/10.
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(475);
});

it('refuses a seed that is no whole number', () => {
  expect(() => seededRandom(0.5)).toThrow(TypeError);
});
