import type { UsageEntry } from '../../../core/usage-entry.js';
import type { NumberedEntry } from './block.js';

/** What a process wrote lately: as long as no other one writes between, blocks are made of these without reading them. */
export class LatestEntries {
  readonly #blockSize: number;
  #entries: NumberedEntry[] = [];

  constructor(blockSize: number) {
    this.#blockSize = blockSize;
  }

  add({ id, entry }: NumberedEntry): void {
    const last = this.#entries.at(-1);
    // Another process wrote, or too much came for one block.
    if (last !== undefined && last.id !== id - 1) this.#entries = [];
    if (this.#entries.length >= 4 * this.#blockSize) this.#entries = [];
    this.#entries.push({ id, entry: withoutContent(entry) });
  }

  /** The next entries after an id; `undefined` where not all of so many are known. */
  after(id: number, count: number): readonly NumberedEntry[] | undefined {
    const first = this.#entries[0];
    const start = first === undefined ? -1 : id + 1 - first.id;
    if (start < 0 || start + count > this.#entries.length) return undefined;
    const found = this.#entries.slice(start, start + count);
    this.#entries = this.#entries.slice(start + count);
    return found;
  }
}

/** Prompts are no part of a block, and may be all the memory there is. */
function withoutContent(entry: UsageEntry): UsageEntry {
  if (entry.type === 'call' || (entry.prompt === undefined && entry.answer === undefined)) return entry;
  const { prompt: _prompt, answer: _answer, ...rest } = entry;
  return rest;
}
