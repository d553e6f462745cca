import * as z from 'zod/mini';
import { checkOptions, field } from '../core/check-options.js';
import type { StoreNotice, UsageStore } from '../core/usage-store.js';
import { JsonLinesStore } from '../usage/files/json-lines-store.js';
import { findSqliteDriver, type SqliteDatabase, type SqliteDriver } from './sql/sqlite-driver.js';
import { SqliteStore } from './sql/sqlite-store.js';

export type { SqliteDatabase, SqliteDriver };

/** Options of {@link sqliteUsageStore}. */
export interface SqliteUsageStoreOptions {
  /** Where to; created where it is not there. Its folder must be. `':memory:'`: nowhere. */
  readonly file: string;
  /**
   * `DatabaseSync` of `node:sqlite`, or what `better-sqlite3` exports.
   * @default `node:sqlite` (Node 22.13 and later), else `better-sqlite3` where it is installed
   */
  readonly driver?: SqliteDriver;
  /** Without any driver: write JSON lines to `<file>.jsonl` and say so, or fail. @default 'json-lines' */
  readonly withoutDriver?: 'json-lines' | 'fail';
  /** `'read'`: for reports only, also over a file that is read-only. Nothing is made, migrated or cleaned up. @default 'write' */
  readonly access?: 'write' | 'read';
}

/**
 * A store in a SQLite file, which several processes may share. Its tables are made and brought up to date by themselves.
 * On Node before 22.13 it needs `better-sqlite3`.
 * @throws TypeError where an option is wrong
 */
export function sqliteUsageStore(options: SqliteUsageStoreOptions): UsageStore {
  const schema = z.strictObject({
    file: field((value) => typeof value === 'string' && value !== '', 'the name of a file'),
    driver: z.optional(field((value) => typeof value === 'function', 'DatabaseSync of node:sqlite, or better-sqlite3')),
    withoutDriver: z.optional(field((value) => value === 'json-lines' || value === 'fail', "'json-lines' or 'fail'")),
    access: z.optional(field((value) => value === 'write' || value === 'read', "'write' or 'read'")),
  });
  checkOptions(options, { subject: 'sqliteUsageStore()', schema });
  return new SqliteOrLines(options);
}

const JSON_LINES_ENTRIES = 100_000;

/** SQLite where there is a driver, and else lines of JSON. */
class SqliteOrLines implements UsageStore {
  readonly #options: SqliteUsageStoreOptions;
  #store: UsageStore | undefined;

  constructor(options: SqliteUsageStoreOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#store?.name ?? `SQLite ${this.#options.file}`;
  }

  async open(): Promise<readonly StoreNotice[]> {
    const { file, driver: given, withoutDriver = 'json-lines', access = 'write' } = this.#options;
    const driver = given ?? (await findSqliteDriver());
    if (driver !== undefined) {
      this.#store ??= new SqliteStore(file, driver, { access });
      return this.#store.open();
    }
    const missing = `There is no SQLite here: Node ${process.versions.node} has none built in, and \`better-sqlite3\` is not installed, or not for this Node.`;
    const remedy = 'Use Node 22.13 or later, or `npm install better-sqlite3@12`.';
    if (withoutDriver === 'fail') throw new Error(`${missing} ${remedy}`);
    const lines = `${file}.jsonl`;
    this.#store ??= new JsonLinesStore(lines, { maxEntries: JSON_LINES_ENTRIES, access });
    const message = `${missing} The ledger writes JSON lines to ${lines} instead. ${remedy}`;
    return [{ code: 'fallback-store', message }, ...(await this.#store.open())];
  }

  async write(entries: Parameters<UsageStore['write']>[0]): Promise<void> {
    await this.#opened().write(entries);
  }

  writeNow(entries: Parameters<UsageStore['write']>[0]): void {
    this.#opened().writeNow?.(entries);
  }

  async sums(query: Parameters<UsageStore['sums']>[0]): ReturnType<UsageStore['sums']> {
    return this.#opened().sums(query);
  }

  async attempts(query: Parameters<UsageStore['attempts']>[0]): ReturnType<UsageStore['attempts']> {
    return this.#opened().attempts(query);
  }

  async calls(query: Parameters<UsageStore['calls']>[0]): ReturnType<UsageStore['calls']> {
    return this.#opened().calls(query);
  }

  async cleanUp(rule: Parameters<UsageStore['cleanUp']>[0]): ReturnType<UsageStore['cleanUp']> {
    return this.#opened().cleanUp(rule);
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  #opened(): UsageStore {
    if (this.#store === undefined) throw new Error(`${this.name} is not open: call open() first.`);
    return this.#store;
  }
}
