/**
 * A count of tokens that the provider told. A 0 where there must have been some is a server that doesn't count.
 */
export function toldCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** A count of tokens that may truly be 0, such as those from a cache. */
export function countOrZero(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The sum of counts, as far as both are known. */
export function sumOf(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? undefined : first + second;
}
