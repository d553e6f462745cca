import { appendFileSync, statSync } from 'node:fs';
import type { UsageEntry } from '../../core/usage-entry.js';
import type {
  CleanUpResult,
  CleanUpRule,
  EntriesQuery,
  StoreNotice,
  SumsQuery,
  UsageStore,
} from '../../core/usage-store.js';
import { EntryBook } from '../sums/entry-book.js';
import { appendWhole, endsInMiddle } from './append-whole.js';
import { parseEntryLine } from './entry-line.js';
import { cleanUpFile } from './clean-up-file.js';
import { linesOf } from './line-reader.js';

/**
 * Entries as lines of JSON at the end of a file. What it answers is read back from the file, so that it also knows what
 * other processes wrote, and holds in memory what a memory store does.
 */
export class JsonLinesStore implements UsageStore {
  readonly name: string;
  readonly #file: string;
  readonly #maxEntries: number;
  readonly #access: 'write' | 'read';
  #book: EntryBook;
  /** How far the file is read, in bytes. */
  #offset = 0;
  /** Of the file that it is about. */
  #inode: number | undefined;
  /** Lines that are none: cut by a process that was killed. */
  #broken = 0;

  constructor(
    file: string,
    { maxEntries, access }: { readonly maxEntries: number; readonly access: 'write' | 'read' },
  ) {
    this.name = `JSON lines ${file}`;
    this.#file = file;
    this.#maxEntries = maxEntries;
    this.#access = access;
    this.#book = new EntryBook(maxEntries);
  }

  async open(): Promise<readonly StoreNotice[]> {
    if (this.#access === 'write') {
      this.#contained(() => {
        appendFileSync(this.#file, '', { mode: 0o600 });
      });
    }
    this.#catchUp();
    if (this.#broken === 0) return [];
    const lines = this.#broken === 1 ? '1 line' : `${this.#broken} lines`;
    const message = `${lines} of ${this.#file} can't be read, cut by a process that ended in the middle; the others hold.`;
    return [{ code: 'repaired', message }];
  }

  async write(entries: readonly UsageEntry[]): Promise<void> {
    this.writeNow(entries);
  }

  writeNow(entries: readonly UsageEntry[]): void {
    this.#requireAccess();
    const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    this.#contained(() => {
      // One write at the end of the file: lines of two processes don't mix. A line that was cut is closed off first.
      appendWhole(this.#file, endsInMiddle(this.#file) ? `\n${lines}` : lines);
    });
  }

  async sums(query: SumsQuery): ReturnType<UsageStore['sums']> {
    return this.#catchUp().sums(query);
  }

  async attempts(query: EntriesQuery): ReturnType<UsageStore['attempts']> {
    return this.#catchUp().attempts(query);
  }

  async calls(query: EntriesQuery): ReturnType<UsageStore['calls']> {
    return this.#catchUp().calls(query);
  }

  async cleanUp(rule: CleanUpRule): Promise<CleanUpResult> {
    this.#requireAccess();
    return this.#contained(() => {
      const result = cleanUpFile(this.#file, rule);
      this.#beginAnew(undefined);
      return result;
    });
  }

  #requireAccess(): void {
    if (this.#access === 'read')
      throw new Error(`${this.#file} is read-only here: the store was made with \`access: 'read'\`.`);
  }

  #beginAnew(inode: number | undefined): void {
    this.#book = new EntryBook(this.#maxEntries);
    this.#inode = inode;
    this.#offset = 0;
    this.#broken = 0;
  }

  async close(): Promise<void> {
    // The file is open only while it is written or read.
  }

  #catchUp(): EntryBook {
    return this.#contained(() => {
      const { ino, size } = statSync(this.#file);
      // Another process has cleaned up: it is another file by the same name.
      if (ino !== this.#inode || size < this.#offset) this.#beginAnew(ino);
      for (const { text, nextOffset } of linesOf(this.#file, this.#offset)) {
        this.#offset = nextOffset;
        if (text === '') continue;
        const line = parseEntryLine(text);
        if (line === undefined) this.#broken += 1;
        else this.#book.add(line);
      }
      return this.#book;
    });
  }

  #contained<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      throw new Error(`${this.#file} can't be written or read: ${HINTS[code ?? ''] ?? message}`, { cause });
    }
  }
}

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room; the ledger tries again.',
  EACCES: 'this process may not. Change its permissions, or choose another file.',
  EROFS: 'it is on a read-only disk. Choose another file.',
  ENOENT: 'its folder is not there. Create it, or choose another file.',
  EISDIR: 'it is a folder. Choose a file in it.',
};
