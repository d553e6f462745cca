import type { Random } from '../core/random.js';

/**
 * A source of chance that gives the same numbers for the same seed, on every machine.
 * @param seed a whole number; seeds that are equal modulo 2^32 give the same numbers.
 * @throws TypeError where it is none.
 * @example
 * const random = seededRandom(7);
 * random(); // 0.011704753153026104, every time
 */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed)) throw new TypeError(`Expected \`seed\` to be an integer, got \`${String(seed)}\`.`);
  let state = seed >>> 0;
  // Mulberry32: 32 bits of state, a full period, passes gjrand: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
