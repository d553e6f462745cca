import { join } from 'node:path';
import type { UsageStore } from '../../../src/core/usage-store.js';
import { jsonLinesUsageStore } from '../../../src/stores/jsonl.js';
import { sqliteUsageStore } from '../../../src/stores/sqlite.js';
import { priceTable } from '../../../src/usage/prices/price-table.js';
import { sqliteForTests } from './sqlite.js';

/** In billionths of a US dollar for a token of input, and of output. */
export const EXACT_RATES: Readonly<Record<string, readonly [number, number]>> = {
  ollama: [130, 370],
  openai: [1_250, 10_000],
};

/** The same as a table of prices. */
export const EXACT_PRICES = priceTable({
  ollama: { '*': { input: 0.13, output: 0.37 } },
  openai: { '*': { input: 1.25, output: 10 } },
});

/** SQLite in a folder; JSON lines where there is none. */
export async function storeIn(folder: string): Promise<UsageStore> {
  const driver = await sqliteForTests();
  return driver === undefined
    ? jsonLinesUsageStore({ file: join(folder, 'usage.jsonl') })
    : sqliteUsageStore({ file: join(folder, 'usage.sqlite'), driver });
}
