import * as z from 'zod/mini';
import { checkOptions } from '../core/check-options.js';
import { integerField } from '../core/option-fields.js';
import type { QuotaStore } from '../core/quota-store.js';
import type { UsageStore } from '../core/usage-store.js';
import { EntryBook } from '../usage/sums/entry-book.js';

/** Options of {@link memoryUsageStore}. */
export interface MemoryUsageStoreOptions {
  /** So many attempts, and so many calls, are kept one by one: the latest. Sums hold all. @default 100000 */
  readonly maxEntries?: number;
}

/**
 * A store in memory, gone with the process: for tests, and for what needs budgets or reports only while it runs.
 * @throws TypeError where an option is wrong
 */
export function memoryUsageStore(options: MemoryUsageStoreOptions = {}): UsageStore {
  const schema = z.strictObject({ maxEntries: z.optional(integerField(1)) });
  checkOptions(options, { subject: 'memoryUsageStore()', schema });
  const book = new EntryBook(options.maxEntries ?? 100_000);
  const writeNow: UsageStore['writeNow'] = (entries) => {
    for (const entry of entries) book.add(entry);
  };
  return {
    name: 'memory',
    open: async () => [],
    write: async (entries) => {
      writeNow(entries);
    },
    writeNow,
    sums: async (query) => book.sums(query),
    attempts: async (query) => book.attempts(query),
    calls: async (query) => book.calls(query),
    cleanUp: async (rule) => book.cleanUp(rule),
    close: async () => undefined,
  };
}

/** A store in memory: for several clients of one process, and for tests. */
export function memoryQuotaStore(): QuotaStore {
  const states = new Map<string, string>();
  return {
    load: async (namespace) => states.get(namespace),
    async save(namespace, state) {
      states.set(namespace, state);
    },
    async update(namespace, change) {
      states.set(namespace, change(states.get(namespace)));
    },
  };
}
