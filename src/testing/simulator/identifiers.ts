import type { Random } from '../../core/random.js';

/** So many hexadecimal digits, by chance. @internal */
export function randomHex(random: Random, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** In the form of a UUID, by chance. @internal */
export function randomUuid(random: Random): string {
  const hex = randomHex(random, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
