import { didYouMeanOr } from '../../core/nearest.js';

/** The fields of a value that nobody knows, a sentence each. */
export function unknownFields(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
): string[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => `Unknown option \`${path}.${name}\`${didYouMeanOr(name, known)}`);
}
