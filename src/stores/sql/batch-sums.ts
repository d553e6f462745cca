import type { UsageEntry } from '../../core/usage-entry.js';
import { ROLLED_UP, type RolledUpDimension } from '../../core/usage-totals.js';
import { addEntry, addSums, emptySums, type GrowingSums } from '../../usage/sums/growing-sums.js';
import { nameIn, slotOf } from '../../usage/sums/sums-book.js';
import { sumsRow } from './rows.js';
import type { SumsTable } from './schema.js';
import { dayOfUtc, everOf, utcDay } from './sums-levels.js';

/**
 * What a batch adds to the sums, in an order that all processes keep to: by day and over all time for each dimension, and
 * by the quarter of an hour for all entries together. Those of other dimensions by the quarter of an hour come from the
 * entries themselves, and are kept only once these are removed.
 */
export function sumsOfBatch(entries: readonly UsageEntry[]): readonly SumsTable[] {
  const slots = new Map<number, GrowingSums>();
  const days = new Map<number, DaySums>();
  for (const entry of entries) {
    const slot = slotOf(entry.at);
    addEntry(getOrAdd(slots, slot, emptySums), entry);
    getOrAdd(days, utcDay(slot), daySums).add(entry);
  }
  const rows = [...slots].map(([slot, sums]) => sumsRow({ dimension: 'all', name: '', slot, sums }));
  for (const dimension of ROLLED_UP) {
    const ever = new Map<string, GrowingSums>();
    for (const [slot, day] of days) {
      for (const [name, sums] of day.of(dimension)) {
        rows.push({ ...sumsRow({ dimension, name, slot, sums }), dimension: dayOfUtc(dimension) });
        addSums(getOrAdd(ever, name, emptySums), sums);
      }
    }
    for (const [name, sums] of ever) {
      rows.push({ ...sumsRow({ dimension, name, slot: 0, sums }), dimension: everOf(dimension) });
    }
  }
  return rows.sort(byPlace);
}

interface DaySums {
  add(entry: UsageEntry): void;
  of(dimension: RolledUpDimension): ReadonlyMap<string, GrowingSums>;
}

/** Sums of one day, by dimension and name. */
function daySums(): DaySums {
  const byDimension = new Map(ROLLED_UP.map((dimension) => [dimension, new Map<string, GrowingSums>()]));
  return {
    add(entry) {
      for (const [dimension, byName] of byDimension) {
        addEntry(getOrAdd(byName, nameIn(dimension, entry) ?? '', emptySums), entry);
      }
    },
    of: (dimension) => byDimension.get(dimension) ?? new Map(),
  };
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function byPlace(a: SumsTable, b: SumsTable): number {
  return compare(a.dimension, b.dimension) || compare(a.name, b.name) || a.slot - b.slot;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
