import type { DayOffset, SumsQuery, SumsRow } from '../../../core/usage-store.js';
import { USAGE_MEASURES } from '../../../core/usage-totals.js';
import { emptySums } from '../../../usage/sums/growing-sums.js';
import { localDay } from '../../../usage/sums/sums-source.js';
import { checkRows } from '../../../usage/sums/too-many-rows.js';
import type { Block } from './block.js';
import { valueAt, type Column } from './column.js';
import { columnIn, type PickedRows } from './pick-rows.js';

const WIDTH = USAGE_MEASURES.length;

/** Adds up blocks, by name and by local day. */
export class BlockSums {
  readonly #by: SumsQuery['by'];
  readonly #days: readonly DayOffset[] | undefined;
  readonly #mostRows: number | undefined;
  readonly #groups = new Map<
    string,
    { readonly name: string | undefined; readonly day: number; readonly at: number }
  >();
  /** One sum of each measure for each group. */
  #sums = new Float64Array(64 * WIDTH);

  constructor({ by, days, mostRows }: Pick<SumsQuery, 'by' | 'days' | 'mostRows'>) {
    this.#by = by;
    this.#days = days;
    this.#mostRows = mostRows;
  }

  add(block: Block, picked: PickedRows): void {
    const groups = this.#groupsOf(block, picked);
    for (const [index, measure] of USAGE_MEASURES.entries()) {
      const column = block.columns.get(measure);
      if (column === undefined || (column.steps === undefined && column.base === 0)) continue;
      this.#addColumn(column, { picked, groups, index });
    }
  }

  rows(): SumsRow[] {
    return [...this.#groups.values()].map(({ name, day, at }) => {
      const sums = emptySums();
      for (const [index, measure] of USAGE_MEASURES.entries()) sums[measure] = this.#sums[at + index] ?? 0;
      return { name, ...(this.#days === undefined ? {} : { day }), sums };
    });
  }

  /** Where the sums of each picked row begin. */
  #groupsOf(block: Block, { count, rows }: PickedRows): Uint32Array {
    const groups = new Uint32Array(count);
    const names = this.#by === 'all' ? undefined : columnIn(block, this.#by);
    const days = this.#daysOf(block);
    const known: number[] = [];
    const dayCount = days.last - days.first + 1;
    for (let index = 0; index < count; index += 1) {
      const row = rows === undefined ? index : (rows[index] ?? 0);
      const code = names === undefined ? 0 : valueAt(names, row);
      const day = days.of === undefined ? days.first : days.of(row);
      const place = code * dayCount + day - days.first;
      groups[index] = known[place] ??= this.#group(code === 0 ? '' : (names?.names?.[code - 1] ?? ''), day);
    }
    return groups;
  }

  /** The days of a block; `of` only where there is more than one. */
  #daysOf(block: Block): { readonly first: number; readonly last: number; readonly of?: (row: number) => number } {
    const offsets = this.#days;
    if (offsets === undefined) return { first: 0, last: 0 };
    const [first, last] = [localDay(block.minAt, offsets), localDay(block.maxAt, offsets)];
    const changes = offsets.slice(1).some(({ from }) => from > block.minAt && from <= block.maxAt);
    if (first === last && !changes) return { first, last };
    const at = columnIn(block, 'at');
    // Where clocks are set back over midnight, a day comes twice.
    return { first: Math.min(first, last) - 1, last: last + 1, of: (row) => localDay(valueAt(at, row), offsets) };
  }

  /** `''` is no name, as in the sums that are kept. */
  #group(name: string, day: number): number {
    const key = `${day} ${name}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known.at;
    checkRows(this.#groups.size + 1, this.#mostRows);
    const at = this.#groups.size * WIDTH;
    this.#groups.set(key, { name: name === '' ? undefined : name, day, at });
    if (at + WIDTH > this.#sums.length) {
      const larger = new Float64Array(this.#sums.length * 2);
      larger.set(this.#sums);
      this.#sums = larger;
    }
    return at;
  }

  #addColumn(
    { base, steps }: Column,
    { picked, groups, index }: { readonly picked: PickedRows; readonly groups: Uint32Array; readonly index: number },
  ): void {
    const sums = this.#sums;
    const { count, rows } = picked;
    // Three loops: nothing is decided for each row.
    if (steps === undefined) {
      for (let place = 0; place < count; place += 1) {
        const at = (groups[place] ?? 0) + index;
        sums[at] = (sums[at] ?? 0) + base;
      }
    } else if (rows === undefined) {
      for (let place = 0; place < count; place += 1) {
        const at = (groups[place] ?? 0) + index;
        sums[at] = (sums[at] ?? 0) + base + (steps[place] ?? 0);
      }
    } else {
      for (let place = 0; place < count; place += 1) {
        const at = (groups[place] ?? 0) + index;
        sums[at] = (sums[at] ?? 0) + base + (steps[rows[place] ?? 0] ?? 0);
      }
    }
  }
}
