import type { DayOffset, SumsQuery } from '../core/usage-store.js';
import { FILTER_NAMES, ROLLED_UP, type RolledUpDimension, type UsageDimension } from '../core/usage-totals.js';

/** Where the answer to a query lies: in the sums that are kept, or only in the entries. */
export type SumsSource =
  | { readonly type: 'rolled-up'; readonly dimension: RolledUpDimension; readonly name: string | undefined }
  | { readonly type: 'entries' };

/**
 * Finds where a query is answered from. Sums are kept by one dimension at a time: with a filter on another one, the
 * entries themselves are added up.
 */
export function sumsSource({ by, where = {} }: Pick<SumsQuery, 'by' | 'where'>): SumsSource {
  const filters = FILTER_NAMES.filter((name) => where[name] !== undefined);
  const [only] = filters;
  if (only === undefined) return isRolledUp(by) ? { type: 'rolled-up', dimension: by, name: undefined } : ENTRIES;
  if (filters.length > 1 || !isRolledUp(only) || (by !== only && by !== 'all')) return ENTRIES;
  return { type: 'rolled-up', dimension: only, name: where[only] };
}

const ENTRIES: SumsSource = { type: 'entries' };

function isRolledUp(dimension: UsageDimension): dimension is RolledUpDimension {
  return (ROLLED_UP as readonly string[]).includes(dimension);
}

const DAY_MS = 86_400_000;

/** The number of the local day of a time. */
export function localDay(at: number, offsets: readonly DayOffset[]): number {
  return Math.floor((at + offsetAt(at, offsets)) / DAY_MS);
}

/** When the local day of a time began, in epoch ms. */
export function localDayStart(at: number, offsets: readonly DayOffset[]): number {
  const midnight = localDay(at, offsets) * DAY_MS;
  // On the day of a change the offset at midnight is another one than that of the time itself.
  const guess = midnight - offsetAt(at, offsets);
  return midnight - offsetAt(guess, offsets);
}

function offsetAt(at: number, offsets: readonly DayOffset[]): number {
  let offsetMs = offsets[0]?.offsetMs ?? 0;
  for (const { from, offsetMs: next } of offsets) if (at >= from) offsetMs = next;
  return offsetMs;
}
