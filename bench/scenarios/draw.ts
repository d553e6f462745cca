import type { Random } from '../../src/core/random.js';

/** A whole number from `least` to `most`, both included. */
export function wholeNumber(random: Random, range: readonly [least: number, most: number]): number {
  const [least, most] = range;
  return least + Math.floor(random() * (most - least + 1));
}

/** One of these. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  return items[wholeNumber(random, [0, items.length - 1])] as Item;
}
