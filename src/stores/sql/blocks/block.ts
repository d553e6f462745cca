import type { UsageEntry } from '../../../core/usage-entry.js';
import { FILTER_NAMES, USAGE_MEASURES, type UsageFilter, type UsageMeasure } from '../../../core/usage-totals.js';
import { addEntry, emptySums } from '../../../usage/sums/growing-sums.js';
import { nameIn } from '../../../usage/sums/sums-book.js';
import { labelColumn, numberColumn, type Column } from './column.js';

/** So many entries make a block. */
export const BLOCK_ROWS = 4_096;

/** What entries of a block are picked by. */
export const BLOCK_LABELS = [...FILTER_NAMES, 'outcome'] as const satisfies readonly (keyof UsageFilter | 'outcome')[];
export type BlockLabel = (typeof BLOCK_LABELS)[number];
export type ColumnName = BlockLabel | UsageMeasure | 'at' | 'id';

/** Where the entries of a block lie. */
export interface BlockPlace {
  readonly firstId: number;
  readonly lastId: number;
  readonly rows: number;
  readonly minAt: number;
  readonly maxAt: number;
}

/** Entries one below the other: to look at one field of all of them costs little more than to look at one entry. */
export interface Block extends BlockPlace {
  readonly columns: ReadonlyMap<ColumnName, Column>;
}

/** An entry with its number in the table. */
export interface NumberedEntry {
  readonly id: number;
  readonly entry: UsageEntry;
}

/** Makes a block of entries, in the order of their ids. At least one. `names`: only with these columns. */
export function blockOf(numbered: readonly NumberedEntry[], names?: ReadonlySet<ColumnName>): Block {
  const columns = new Map<ColumnName, Column>();
  const at = Float64Array.from(numbered, ({ entry }) => entry.at);
  const id = Float64Array.from(numbered, (row) => row.id);
  columns.set('at', numberColumn(at));
  columns.set('id', numberColumn(id));
  for (const label of BLOCK_LABELS) {
    if (names?.has(label) === false) continue;
    columns.set(
      label,
      labelColumn(numbered.map(({ entry }) => (label === 'outcome' ? entry.outcome : nameIn(label, entry)))),
    );
  }
  if (names === undefined || USAGE_MEASURES.some((measure) => names.has(measure))) {
    for (const [measure, values] of measured(numbered)) columns.set(measure, numberColumn(values));
  }
  return {
    firstId: id[0] ?? 0,
    lastId: id.at(-1) ?? 0,
    rows: numbered.length,
    minAt: at.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    maxAt: at.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
    columns,
  };
}

/** What each entry counts for, by the one rule of the ledger. */
function measured(numbered: readonly NumberedEntry[]): ReadonlyMap<UsageMeasure, Float64Array> {
  const values = new Map(USAGE_MEASURES.map((measure) => [measure, new Float64Array(numbered.length)]));
  const sums = emptySums();
  for (const [row, { entry }] of numbered.entries()) {
    addEntry(sums, entry);
    for (const [measure, column] of values) {
      if (sums[measure] === 0) continue;
      column[row] = sums[measure];
      sums[measure] = 0;
    }
  }
  return values;
}
