import { readFileSync } from 'node:fs';
import type { Miss } from '../../corpus/compare.js';

export { wrongFields, type Field, type Miss } from '../../corpus/compare.js';

/** A miss that is known, and why it is one. */
export interface KnownMiss extends Miss {
  readonly pass: string;
  readonly reason: string;
}

/** Every miss that is known. */
export const KNOWN_MISSES = JSON.parse(
  readFileSync(new URL('./known-misses.json', import.meta.url), 'utf8'),
) as readonly KnownMiss[];
