import type { Block, BlockPlace } from './block.js';
import { valueAt } from './column.js';
import { columnIn, type PickedRows } from './pick-rows.js';

/** A block, and how many of its rows are asked for. */
export interface Counted<Place extends BlockPlace = BlockPlace> {
  readonly place: Place;
  readonly count: number;
}

/** Which part of all rows is asked for, the newest first. */
export interface PageRange {
  readonly limit: number;
  readonly offset: number;
}

/**
 * The blocks that a page may lie in, and how many of its rows come before all of theirs: those of the others are known
 * to be newer than the page, or older.
 */
export function blocksOfPage<Place extends BlockPlace>(
  counted: readonly Counted<Place>[],
  { limit, offset }: PageRange,
): { readonly places: readonly Place[]; readonly skipped: number } {
  const byMin = [...counted].sort((a, b) => b.place.minAt - a.place.minAt);
  const byMax = [...counted].sort((a, b) => b.place.maxAt - a.place.maxAt);
  const newer = new Map<Place, number>();
  // How many rows are surely newer than all of a block: those of blocks that begin after its end.
  let [sum, next] = [0, 0];
  for (const { place } of byMax) {
    for (let other = byMin[next]; other !== undefined && other.place.minAt > place.maxAt; other = byMin[next]) {
      sum += other.count;
      next += 1;
    }
    newer.set(place, sum);
  }
  // How many are perhaps not older than some of it: those of blocks that end after its begin.
  const places: Place[] = [];
  let skipped = 0;
  [sum, next] = [0, 0];
  for (const { place, count } of byMin) {
    for (let other = byMax[next]; other !== undefined && other.place.maxAt >= place.minAt; other = byMax[next]) {
      sum += other.count;
      next += 1;
    }
    if (sum <= offset) skipped += count;
    else if (count > 0 && (newer.get(place) ?? 0) < offset + limit) places.push(place);
  }
  return { places, skipped };
}

/** The ids of a page, of rows of a few blocks, the newest first. */
export function idsOfPage(
  found: readonly { readonly block: Block; readonly picked: PickedRows }[],
  { limit, offset }: PageRange,
): readonly number[] {
  const rows: { readonly id: number; readonly at: number }[] = [];
  for (const { block, picked } of found) {
    const [at, id] = [columnIn(block, 'at'), columnIn(block, 'id')];
    for (let index = 0; index < picked.count; index += 1) {
      const row = picked.rows === undefined ? index : (picked.rows[index] ?? 0);
      rows.push({ id: valueAt(id, row), at: valueAt(at, row) });
    }
  }
  return rows
    .sort((a, b) => b.at - a.at || b.id - a.id)
    .slice(offset, offset + limit)
    .map(({ id }) => id);
}
