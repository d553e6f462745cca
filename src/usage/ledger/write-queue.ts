import type { Clock } from '../../core/clock.js';
import type { AttemptEntry, UsageEntry } from '../../core/usage-entry.js';
import type { UsageStore } from '../../core/usage-store.js';

/** What a {@link WriteQueue} is made of. */
export interface WriteQueueInit {
  readonly store: UsageStore;
  readonly clock: Clock;
  readonly flushEveryMs: number;
  readonly batchSize: number;
  readonly maxBuffered: number;
  /** Whether the store is ready. */
  isOpen(): boolean;
  /** Gets the store ready; rejects as long as that fails. */
  open(): Promise<void>;
  /** Is told of each failure, and of what was lost for it. */
  onFailure(error: unknown, lost: number): void;
  /** A prompt and an answer are left out: too much of them waits to be written. */
  onContentLost(): void;
  /** After each batch that was written. */
  onWritten(entries: readonly UsageEntry[]): void;
}

/** After a failure the store is asked again after so long, and each time twice that, up to a minute. */
const LONGEST_PAUSE_MS = 60_000;

/** So many characters of prompts and answers wait at most. */
const MOST_CONTENT = 50_000_000;

/**
 * Writes entries in batches, beside the calls. Memory is bounded: while a store can't write, the oldest entries go once
 * there are too many, and are counted.
 */
export class WriteQueue {
  readonly #init: WriteQueueInit;
  #entries: UsageEntry[] = [];
  #writing: Promise<void> | undefined;
  /** Those of the batch that is being written. */
  #underWay = 0;
  /** Characters of prompts and answers that wait, where they are kept at all. */
  #content = 0;
  #isTimerSet = false;
  #failures = 0;
  #written = 0;
  #lost = 0;

  constructor(init: WriteQueueInit) {
    this.#init = init;
  }

  get counts(): { readonly buffered: number; readonly written: number; readonly lost: number } {
    return { buffered: this.#entries.length, written: this.#written, lost: this.#lost };
  }

  add(entry: UsageEntry): void {
    this.#entries.push(this.#bounded(entry));
    if (this.#entries.length > this.#init.maxBuffered + this.#underWay) this.#dropOldest();
    if (this.#entries.length >= this.#init.batchSize && this.#failures === 0) void this.#write();
    else this.#setTimer();
  }

  /** Writes all there is. Never rejects. */
  async flush(): Promise<void> {
    // What is under way goes first, and what came meanwhile with the next batch.
    do await this.#write();
    while (this.#entries.length > 0 && this.#failures === 0);
  }

  /** Writes all there is at once, where the store can; a batch that is under way is written again, and counts once. */
  flushNow(): void {
    const { store } = this.#init;
    if (store.writeNow === undefined || this.#entries.length === 0 || !this.#init.isOpen()) return;
    const entries = this.#entries;
    try {
      store.writeNow(entries);
      this.#entries = [];
      this.#underWay = 0;
      this.#content = 0;
      this.#written += entries.length;
      this.#init.onWritten(entries);
    } catch (error) {
      this.#init.onFailure(error, 0);
    }
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeBatches().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeBatches(): Promise<void> {
    try {
      await this.#init.open();
      while (this.#entries.length > 0) {
        const batch = this.#entries.slice(0, this.#init.batchSize);
        this.#underWay = batch.length;
        await this.#init.store.write(batch);
        // `flushNow()` may have written them meanwhile.
        if (this.#underWay === 0) continue;
        this.#remove(0, this.#underWay);
        this.#written += this.#underWay;
        this.#underWay = 0;
        this.#failures = 0;
        this.#init.onWritten(batch);
      }
    } catch (error) {
      this.#underWay = 0;
      this.#failures += 1;
      this.#init.onFailure(error, 0);
      this.#setTimer();
    }
  }

  #dropOldest(): void {
    // Those under way may be written yet.
    const many = Math.min(this.#init.batchSize, this.#entries.length - this.#underWay);
    this.#remove(this.#underWay, many);
    this.#lost += many;
    this.#init.onFailure(undefined, many);
  }

  #remove(start: number, count: number): void {
    for (const entry of this.#entries.splice(start, count)) this.#content -= contentOf(entry);
  }

  /** A hundred thousand entries are little; as many prompts may be all the memory there is. */
  #bounded(entry: UsageEntry): UsageEntry {
    const size = contentOf(entry);
    if (size === 0 || this.#content + size <= MOST_CONTENT) {
      this.#content += size;
      return entry;
    }
    const { prompt: _prompt, answer: _answer, ...rest } = entry as AttemptEntry;
    this.#init.onContentLost();
    return rest;
  }

  #setTimer(): void {
    if (this.#isTimerSet) return;
    this.#isTimerSet = true;
    const { clock, flushEveryMs } = this.#init;
    const pauseMs = Math.min(
      flushEveryMs * 2 ** Math.min(this.#failures, 30),
      Math.max(LONGEST_PAUSE_MS, flushEveryMs),
    );
    // The last entries of a process are written when it exits: no timer keeps it alive for them.
    void clock.sleep(pauseMs, { unref: true }).then(() => {
      this.#isTimerSet = false;
      if (this.#entries.length > 0) void this.#write();
    });
  }
}

function contentOf(entry: UsageEntry): number {
  return entry.type === 'attempt' ? (entry.prompt?.length ?? 0) + (entry.answer?.length ?? 0) : 0;
}
