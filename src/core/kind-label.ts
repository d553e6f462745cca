import type { ErrorKind } from './error-kinds.js';

/** The name of a kind in a sentence: `Hourly limit`. */
export function kindLabel(kind: ErrorKind): string {
  const words = kind.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
