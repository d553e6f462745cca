import type { UsageEntry } from '../../core/usage-entry.js';
import { ROLLED_UP, SLOT_MS, type RolledUpDimension, type UsageFilter } from '../../core/usage-totals.js';
import { pairName } from './pairs.js';
import { addEntry, addSums, emptySums, type GrowingSums } from './growing-sums.js';

/** Sums of one name in one quarter of an hour (in one day, where they are old). */
export interface SlotSums {
  readonly dimension: RolledUpDimension;
  /** `''` where the entries have none. */
  readonly name: string;
  /** When it begins, in epoch ms. */
  readonly slot: number;
  readonly sums: GrowingSums;
}

/** What an entry is counted under, by dimension; `undefined` where it has none. */
export function nameIn(dimension: RolledUpDimension | keyof UsageFilter, entry: UsageEntry): string | undefined {
  switch (dimension) {
    case 'all':
      return undefined;
    case 'key':
      return entry.keyId;
    case 'provider+model':
      return pairName(entry);
    default:
      return entry[dimension];
  }
}

/** When the quarter of an hour of a time begins. */
export function slotOf(at: number): number {
  return Math.floor(at / SLOT_MS) * SLOT_MS;
}

/** Sums by dimension, name and slot. */
export class SumsBook {
  readonly #sums = new Map<string, SlotSums>();

  get size(): number {
    return this.#sums.size;
  }

  values(): IterableIterator<SlotSums> {
    return this.#sums.values();
  }

  add(entry: UsageEntry): void {
    const slot = slotOf(entry.at);
    for (const dimension of ROLLED_UP) {
      addEntry(this.#at({ dimension, name: nameIn(dimension, entry) ?? '', slot }), entry);
    }
  }

  /** Adds sums that were kept elsewhere. */
  merge({ sums, ...place }: SlotSums): void {
    addSums(this.#at({ dimension: place.dimension, name: place.name, slot: place.slot }), sums);
  }

  /** Moves sums to where `place` says; `undefined` leaves them where they are. */
  move(place: (sums: SlotSums) => Pick<SlotSums, 'name' | 'slot'> | undefined): void {
    for (const [key, sums] of [...this.#sums]) {
      const to = place(sums);
      if (to === undefined || (to.slot === sums.slot && to.name === sums.name)) continue;
      this.#sums.delete(key);
      addSums(this.#at({ dimension: sums.dimension, ...to }), sums.sums);
    }
  }

  #at(place: Omit<SlotSums, 'sums'>): GrowingSums {
    const key = `${place.dimension} ${place.slot} ${place.name}`;
    const known = this.#sums.get(key);
    if (known !== undefined) return known.sums;
    const sums = emptySums();
    this.#sums.set(key, { ...place, sums });
    return sums;
  }
}
