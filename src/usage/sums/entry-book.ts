import type { AttemptEntry, CallEntry, UsageEntry } from '../../core/usage-entry.js';
import type {
  CleanUpResult,
  CleanUpRule,
  EntriesPage,
  EntriesQuery,
  SumsQuery,
  SumsRow,
  UsageRange,
} from '../../core/usage-store.js';
import { FILTER_NAMES, type RolledUpDimension, type UsageFilter } from '../../core/usage-totals.js';
import { addEntry, addSums, emptySums, type GrowingSums } from './growing-sums.js';
import { ofPairs } from './pairs.js';
import { nameIn, SumsBook, type SlotSums } from './sums-book.js';
import { localDay, localDayStart, sumsSource } from './sums-source.js';

/** What is kept of so many sums is brought together, see {@link EntryBook}. */
const MOST_SUMS = 200_000;
const DAY_MS = 86_400_000;
/** Under this name go those of many names that are too many. */
const OTHERS = '(others)';

/**
 * Entries in memory, the latest of each type, and the sums of all that ever came. Bounded: where there are too many
 * sums, those of old days lose their hours, then their names.
 */
export class EntryBook {
  readonly #maxEntries: number;
  readonly #maxSums: number;
  #attempts: AttemptEntry[] = [];
  #calls: CallEntry[] = [];
  readonly #sums = new SumsBook();
  /** By run, what came last: entries of a run come in their order, so that one from before came already. */
  readonly #seen = new Map<string, number>();

  constructor(maxEntries: number, maxSums: number = MOST_SUMS) {
    this.#maxEntries = maxEntries;
    this.#maxSums = maxSums;
  }

  add(entry: UsageEntry | (SlotSums & { readonly type: 'sums' })): void {
    if (entry.type === 'sums') {
      this.#sums.merge(entry);
      return;
    }
    if (entry.seq <= (this.#seen.get(entry.run) ?? -1)) return;
    this.#seen.set(entry.run, entry.seq);
    this.#sums.add(entry);
    if (entry.type === 'attempt') this.#attempts = bounded(this.#attempts, entry, this.#maxEntries);
    else this.#calls = bounded(this.#calls, entry, this.#maxEntries);
    if (this.#sums.size > this.#maxSums) this.#condense(entry.at);
  }

  sums(query: SumsQuery): readonly SumsRow[] {
    const source = sumsSource(query);
    switch (source.type) {
      case 'rolled-up': {
        const rows = this.#rolledUp(query, source);
        return query.by === 'all' ? rows.map((row) => ({ ...row, name: undefined })) : rows;
      }
      case 'pairs':
        return ofPairs(this.#rolledUp(query, { dimension: 'provider+model', name: source.name }), query);
      case 'entries':
        return this.#addedUp(query);
      default:
        return source satisfies never;
    }
  }

  #rolledUp(
    query: SumsQuery,
    of: { readonly dimension: RolledUpDimension; readonly name: string | undefined },
  ): readonly SumsRow[] {
    const rows = new SumsRows(query.days);
    for (const { dimension, name, slot, sums } of this.#sums.values()) {
      if (dimension !== of.dimension || !isWithin(slot, query)) continue;
      if (of.name === undefined || name === of.name) addSums(rows.at(name === '' ? undefined : name, slot), sums);
    }
    return rows.all();
  }

  #addedUp(query: SumsQuery): readonly SumsRow[] {
    const rows = new SumsRows(query.days);
    for (const entry of this.#entries()) {
      if (isWithin(entry.at, query) && fits(entry, query.where))
        addEntry(rows.at(nameIn(query.by, entry), entry.at), entry);
    }
    return rows.all();
  }

  attempts(query: EntriesQuery): EntriesPage<AttemptEntry> {
    return page(this.#attempts, query);
  }

  calls(query: EntriesQuery): EntriesPage<CallEntry> {
    return page(this.#calls, query);
  }

  cleanUp({ before, maxAttempts, sumsBefore, days }: CleanUpRule): CleanUpResult {
    const firstKept = this.#attempts.at(-Math.min(maxAttempts ?? this.#attempts.length, this.#attempts.length))?.at;
    const isSurplus = maxAttempts !== undefined && this.#attempts.length > maxAttempts;
    // The calls of their time go with them.
    const oldest = Math.max(
      before ?? Number.NEGATIVE_INFINITY,
      (isSurplus ? firstKept : undefined) ?? Number.NEGATIVE_INFINITY,
    );
    const counts = { attempts: this.#attempts.length, calls: this.#calls.length };
    this.#attempts = this.#attempts.filter(({ at }) => at >= oldest);
    if (maxAttempts !== undefined) this.#attempts = this.#attempts.slice(-maxAttempts);
    this.#calls = this.#calls.filter(({ at }) => at >= oldest);
    if (sumsBefore !== undefined) {
      this.#sums.move(({ name, slot }) => (slot < sumsBefore ? { name, slot: localDayStart(slot, days) } : undefined));
    }
    return { attempts: counts.attempts - this.#attempts.length, calls: counts.calls - this.#calls.length };
  }

  *#entries(): Generator<UsageEntry> {
    yield* this.#attempts;
    yield* this.#calls;
  }

  #condense(now: number): void {
    const utc = [{ from: 0, offsetMs: 0 }];
    this.#sums.move(({ name, slot }) => (slot < now - DAY_MS ? { name, slot: localDayStart(slot, utc) } : undefined));
    for (const isOld of [(slot: number) => slot < now - DAY_MS, () => true]) {
      if (this.#sums.size <= this.#maxSums / 2) return;
      this.#sums.move(({ name, slot }) => (name !== '' && isOld(slot) ? { name: OTHERS, slot } : undefined));
    }
  }
}

/** Rows that grow, by name and day. */
class SumsRows {
  readonly #days: SumsQuery['days'];
  readonly #rows = new Map<string, SumsRow & { readonly sums: GrowingSums }>();

  constructor(days: SumsQuery['days']) {
    this.#days = days;
  }

  at(name: string | undefined, at: number): GrowingSums {
    const day = this.#days === undefined ? undefined : localDay(at, this.#days);
    const key = `${day ?? ''} ${name ?? ''}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { name, ...(day === undefined ? {} : { day }), sums: emptySums() };
      this.#rows.set(key, row);
    }
    return row.sums;
  }

  all(): readonly SumsRow[] {
    return [...this.#rows.values()];
  }
}

function bounded<Entry>(entries: Entry[], entry: Entry, most: number): Entry[] {
  entries.push(entry);
  // Not one by one: to shift a long list each time would cost more than all else.
  return entries.length >= most * 1.25 + 100 ? entries.slice(-most) : entries;
}

function isWithin(at: number, { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: UsageRange): boolean {
  return at >= from && at < to;
}

function fits(entry: UsageEntry, where: UsageFilter = {}): boolean {
  return FILTER_NAMES.every((name) => where[name] === undefined || where[name] === nameIn(name, entry));
}

function page<Entry extends UsageEntry>(entries: readonly Entry[], query: EntriesQuery): EntriesPage<Entry> {
  const { where, limit, offset } = query;
  const found = entries.filter(
    (entry) =>
      isWithin(entry.at, query) &&
      fits(entry, where) &&
      (where?.outcome === undefined || where.outcome === entry.outcome) &&
      (where?.callId === undefined || where.callId === entry.callId),
  );
  // By when they were over: of several processes, or after a clock was set back, they come in another order.
  found.sort((a, b) => a.at - b.at);
  return { entries: found.reverse().slice(offset, offset + limit), total: found.length };
}
