import type { EntriesFilter, UsageRange } from '../../../core/usage-store.js';
import type { Block, BlockLabel, BlockPlace } from './block.js';
import { BLOCK_LABELS } from './block.js';
import { valueAt, type Column } from './column.js';

/** What picks rows of blocks. `callId` is no part of it: the table itself has an index for that. */
export interface RowFilter extends UsageRange {
  readonly where?: Omit<EntriesFilter, 'callId'> | undefined;
}

/** Rows of a block: these, or all of them. */
export type PickedRows = { readonly count: number; readonly rows: Uint32Array | undefined };

/** The labels that a filter looks at. */
export function labelsOf({ where }: RowFilter): readonly BlockLabel[] {
  return BLOCK_LABELS.filter((label) => where?.[label] !== undefined);
}

/** Whether a block may have rows of a stretch of time. */
export function overlaps({ minAt, maxAt }: BlockPlace, { from, to }: UsageRange): boolean {
  return (from === undefined || maxAt >= from) && (to === undefined || minAt < to);
}

/** Whether all of a block is in a stretch of time. */
export function isInside({ minAt, maxAt }: BlockPlace, { from, to }: UsageRange): boolean {
  return (from === undefined || minAt >= from) && (to === undefined || maxAt < to);
}

/** The rows of a block that a filter picks. */
export function pickRows(block: Block, filter: RowFilter): PickedRows {
  let picked: PickedRows = { count: block.rows, rows: undefined };
  for (const label of labelsOf(filter)) {
    if (picked.count === 0) return picked;
    picked = withLabel(columnIn(block, label), filter.where?.[label] ?? '', picked);
  }
  return picked.count === 0 || isInside(block, filter) ? picked : inTime(columnIn(block, 'at'), filter, picked);
}

/** A column that must be there. */
export function columnIn({ columns }: Block, name: Parameters<Block['columns']['get']>[0]): Column {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`A block has no column ${name}: the database is damaged (malformed).`);
  return column;
}

const NONE: PickedRows = { count: 0, rows: undefined };

function withLabel({ base, steps, names = [] }: Column, name: string, picked: PickedRows): PickedRows {
  const code = names.indexOf(name) + 1;
  if (code === 0) return NONE;
  if (steps === undefined) return base === code ? picked : NONE;
  const wanted = code - base;
  const rows = new Uint32Array(picked.count);
  let count = 0;
  for (let index = 0; index < picked.count; index += 1) {
    const row = picked.rows === undefined ? index : (picked.rows[index] ?? 0);
    if (steps[row] === wanted) rows[count++] = row;
  }
  return { count, rows };
}

function inTime(at: Column, { from, to }: UsageRange, picked: PickedRows): PickedRows {
  const first = from ?? Number.NEGATIVE_INFINITY;
  const end = to ?? Number.POSITIVE_INFINITY;
  const rows = new Uint32Array(picked.count);
  let count = 0;
  for (let index = 0; index < picked.count; index += 1) {
    const row = picked.rows === undefined ? index : (picked.rows[index] ?? 0);
    const value = valueAt(at, row);
    if (value >= first && value < end) rows[count++] = row;
  }
  return { count, rows };
}
