import * as z from 'zod/mini';
import { checkOptions, field } from '../core/check-options.js';
import { integerField } from '../core/option-fields.js';
import type { UsageStore } from '../core/usage-store.js';
import { JsonLinesStore } from '../usage/files/json-lines-store.js';

/** Options of {@link jsonLinesUsageStore}. */
export interface JsonLinesUsageStoreOptions {
  /** Where to; created where it is not there. Its folder must be. */
  readonly file: string;
  /** So many attempts, and so many calls, are held in memory for details: the latest. @default 100000 */
  readonly maxEntries?: number;
  /** `'read'`: for reports only, also over a file that is read-only. @default 'write' */
  readonly access?: 'write' | 'read';
}

/**
 * A store of JSON lines, one for each request and call: needs nothing, and any program reads it. Reports hold in memory
 * what they are made of, and read the whole file at first; from some 100,000 requests on, SQLite answers faster.
 * @throws TypeError where an option is wrong
 */
export function jsonLinesUsageStore(options: JsonLinesUsageStoreOptions): UsageStore {
  const schema = z.strictObject({
    file: field((value) => typeof value === 'string' && value !== '', 'the name of a file'),
    maxEntries: z.optional(integerField(1)),
    access: z.optional(field((value) => value === 'write' || value === 'read', "'write' or 'read'")),
  });
  checkOptions(options, { subject: 'jsonLinesUsageStore()', schema });
  const { file, maxEntries = 100_000, access = 'write' } = options;
  return new JsonLinesStore(file, { maxEntries, access });
}
