import { expect, it } from 'vitest';
import { Closure } from './closure.js';

const DEADLINE = 1_060_000;

function closureAt(read: { wall: number; monotonic: number }): Closure {
  return new Closure({ now: () => read.wall, elapsed: () => read.monotonic });
}

it('says the same deadline however the two clocks are rounded', () => {
  const read = { wall: 1_000_000, monotonic: 500.25 };
  const closure = closureAt(read);
  const said = [0.9, 7.3, 1_000.99, 59_999.999].map((passed) => {
    read.wall = 1_000_000 + Math.floor(passed);
    read.monotonic = 500.25 + passed;
    return closure.soonest(DEADLINE);
  });
  expect(said).toEqual(Array(4).fill(DEADLINE));
});

it('makes no wait longer where the wall clock steps back', () => {
  const read = { wall: 1_000_000, monotonic: 0 };
  const closure = closureAt(read);
  read.wall = 1_000_000 - 3_600_000 + 20_000;
  read.monotonic = 20_000;
  expect(closure.soonest(DEADLINE)).toBe(DEADLINE - 3_600_000);
});

it('keeps the date where the wall clock steps forwards', () => {
  const read = { wall: 1_000_000, monotonic: 0 };
  const closure = closureAt(read);
  read.wall = 2_000_000;
  read.monotonic = 20_000;
  expect(closure.soonest(DEADLINE)).toBe(DEADLINE);
});
