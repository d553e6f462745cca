import type { DayOffset, SumsQuery } from '../../core/usage-store.js';
import { FILTER_NAMES, type RolledUpDimension, type UsageFilter } from '../../core/usage-totals.js';
import { pairName } from './pairs.js';

/** Where the answer to a query lies: in the sums that are kept, or only in the entries. */
export type SumsSource =
  | { readonly type: 'rolled-up'; readonly dimension: RolledUpDimension; readonly name: string | undefined }
  /** In sums by provider and model; `name` where both are given. */
  | { readonly type: 'pairs'; readonly name: string | undefined }
  | { readonly type: 'entries' };

/**
 * Finds where a query is answered from. Sums are kept by one dimension at a time, and by provider and model together:
 * with other filters, the entries themselves are added up.
 */
export function sumsSource({ by, where = {} }: Pick<SumsQuery, 'by' | 'where'>): SumsSource {
  const asked = new Set<string>(FILTER_NAMES.filter((name) => where[name] !== undefined));
  const filters = asked.size;
  if (by !== 'all') asked.add(by);
  const [only] = asked;
  if (only === undefined) return { type: 'rolled-up', dimension: 'all', name: undefined };
  if (asked.size > 1) {
    if (![...asked].every(isOfPair)) return { type: 'entries' };
    const { provider, model } = where;
    return {
      type: 'pairs',
      name: provider === undefined || model === undefined ? undefined : pairName({ provider, model }),
    };
  }
  const dimension = only as keyof UsageFilter;
  return { type: 'rolled-up', dimension, name: filters === 0 ? undefined : where[dimension] };
}

function isOfPair(name: string): boolean {
  return name === 'provider' || name === 'model';
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
