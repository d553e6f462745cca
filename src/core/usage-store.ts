import type { AttemptEntry, CallEntry, UsageEntry } from './usage-entry.js';
import type { UsageDimension, UsageFilter, UsageSums } from './usage-totals.js';

/** A stretch of time: from `from`, included, to `to`, not included, in epoch ms. */
export interface UsageRange {
  readonly from?: number;
  readonly to?: number;
}

/** From `from` on, local days begin `offsetMs` before those of UTC. */
export interface DayOffset {
  readonly from: number;
  readonly offsetMs: number;
}

/** Asks for sums. */
export interface SumsQuery extends UsageRange {
  readonly by: UsageDimension;
  readonly where?: UsageFilter;
  /** Given: by local day, too. In the order of time, the first one holds for what is before it. */
  readonly days?: readonly DayOffset[];
  /** A store may reject as soon as it knows of more rows than this, which bounds its memory. @default any number */
  readonly mostRows?: number;
}

/** One row of sums. */
export interface SumsRow {
  /** What `by` asked for; `undefined` where the entries have none. */
  readonly name: string | undefined;
  /** Days since 1970-01-01 in local time, where `days` asked for it. */
  readonly day?: number;
  readonly sums: UsageSums;
}

/** Picks single entries. */
export interface EntriesFilter extends UsageFilter {
  readonly outcome?: string;
  readonly callId?: string;
}

/** Asks for single entries, the newest first. */
export interface EntriesQuery extends UsageRange {
  readonly where?: EntriesFilter;
  readonly limit: number;
  readonly offset: number;
}

/** A page of entries. */
export interface EntriesPage<Entry> {
  readonly entries: readonly Entry[];
  /** How many there are in all. */
  readonly total: number;
}

/** What to clean up: entries that are too old or too many. Their sums stay. */
export interface CleanUpRule {
  /** Entries from before this go, in epoch ms. */
  readonly before?: number;
  /** More attempts than this are not kept: the oldest go. */
  readonly maxAttempts?: number;
  /** The oldest go until the rest takes no more than this, as far as entries take it. Only stores in files can tell. */
  readonly maxBytes?: number;
  /** Sums from before this are brought together by the local day, in epoch ms. */
  readonly sumsBefore?: number;
  readonly days: readonly DayOffset[];
}

/** What a clean-up did. */
export interface CleanUpResult {
  readonly attempts: number;
  readonly calls: number;
}

/** Something that a store has to say, though it works. */
export interface StoreNotice {
  readonly code: 'fallback-store' | 'repaired';
  readonly message: string;
}

/**
 * Where a ledger writes. What it is handed it writes as a whole or not at all, and an entry that comes a second time
 * (the same `run` and `seq`) it leaves out: a batch whose end is not known can be written again.
 */
export interface UsageStore {
  /** What and where, for messages: `SQLite usage.sqlite`. */
  readonly name: string;
  /**
   * Gets ready: creates or migrates its tables. Called before everything else, and again after it failed.
   * @throws Error that says what to do
   */
  open(): Promise<readonly StoreNotice[]>;
  write(entries: readonly UsageEntry[]): Promise<void>;
  /** The same at once, where a store can: for the last entries of a process that exits. */
  writeNow?(entries: readonly UsageEntry[]): void;
  sums(query: SumsQuery): Promise<readonly SumsRow[]>;
  attempts(query: EntriesQuery): Promise<EntriesPage<AttemptEntry>>;
  calls(query: EntriesQuery): Promise<EntriesPage<CallEntry>>;
  cleanUp(rule: CleanUpRule): Promise<CleanUpResult>;
  close(): Promise<void>;
}
