import type { UsageEntry } from '../../core/usage-entry.js';
import { ROLLED_UP, USAGE_MEASURES } from '../../core/usage-totals.js';
import type { SlotSums } from '../sums/sums-book.js';

/** A line of the file: an entry, or sums of entries that were cleaned up. */
export type EntryLine = UsageEntry | (SlotSums & { readonly type: 'sums' });

/** Reads a line; `undefined` where it is none, such as one that was cut. */
export function parseEntryLine(text: string): EntryLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const line = value as EntryLine;
  switch (line.type) {
    case 'attempt':
    case 'call':
      return isTime(line.at) && isTime(line.seq) && [line.run, line.provider, line.model].every(isText)
        ? line
        : undefined;
    case 'sums':
      return isSums(line) ? line : undefined;
    default:
      return undefined;
  }
}

function isSums({ dimension, name, slot, sums }: SlotSums): boolean {
  return (
    (ROLLED_UP as readonly string[]).includes(dimension) &&
    isText(name) &&
    isTime(slot) &&
    typeof sums === 'object' &&
    USAGE_MEASURES.every((measure) => Number.isFinite(sums[measure]))
  );
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
