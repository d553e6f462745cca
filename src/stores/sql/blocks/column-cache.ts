import type { Column } from './column.js';

const MOST_BYTES = 64 * 2 ** 20;

/**
 * Columns of blocks that were read: a block never changes, and its number comes only once, also after others were removed.
 * Bounded. To read a million entries again takes longer than to add them up.
 */
export class ColumnCache {
  readonly #columns = new Map<string, Column>();
  #bytes = 0;

  get(block: number, name: string): Column | undefined {
    return this.#columns.get(`${block} ${name}`);
  }

  set(block: number, name: string, column: Column): void {
    const key = `${block} ${name}`;
    if (this.#columns.has(key)) return;
    this.#columns.set(key, column);
    this.#bytes += sizeOf(column);
    for (const [oldest, old] of this.#columns) {
      if (this.#bytes <= MOST_BYTES) return;
      this.#columns.delete(oldest);
      this.#bytes -= sizeOf(old);
    }
  }
}

function sizeOf({ steps, names = [] }: Column): number {
  return 64 + (steps?.byteLength ?? 0) + names.reduce((sum, name) => sum + 2 * name.length + 32, 0);
}
