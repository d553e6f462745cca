import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import type { UsageEntry } from '../../core/usage-entry.js';
import type {
  CleanUpResult,
  CleanUpRule,
  EntriesQuery,
  StoreNotice,
  SumsQuery,
  UsageStore,
} from '../../core/usage-store.js';
import { TooManyRows } from '../../usage/sums/too-many-rows.js';
import type { NumberedEntry } from './blocks/block.js';
import { ColumnCache } from './blocks/column-cache.js';
import { Sealer } from './blocks/seal.js';
import { cleanUp } from './clean-up.js';
import { queryAttempts, queryCalls } from './entries-query.js';
import { SQLITE, type SqlFlavour } from './flavour.js';
import { migrate, requireTables } from './migrations.js';
import { openToRead, openToWrite, type StoreAccess } from './open-sqlite.js';
import { ATTEMPT_COLUMNS, CALL_COLUMNS, entryValues } from './rows.js';
import type { UsageSchema } from './schema.js';
import { forKysely, sqliteError, type SqliteDatabase, type SqliteDriver } from './sqlite-driver.js';
import { sumsOfBatch } from './batch-sums.js';
import { addSumsText, insertText, splitByRun } from './statements.js';
import { querySums } from './sums-query.js';

/** SQLite has transactions for tables as well; with one, of two processes only one makes them. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class UsageSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

interface OpenDatabase {
  readonly raw: SqliteDatabase;
  readonly db: Kysely<UsageSchema>;
  /** Writes a batch in one transaction, at once. */
  readonly write: (entries: readonly UsageEntry[]) => readonly NumberedEntry[];
  readonly sealer: Sealer;
}

/** A SQLite file. Asked through kysely; written by prepared statements, also when the process exits. */
export class SqliteStore implements UsageStore {
  readonly name: string;
  readonly #file: string;
  readonly #driver: SqliteDriver;
  readonly #access: StoreAccess;
  readonly #flavour: SqlFlavour;
  #open: OpenDatabase | undefined;

  constructor(
    file: string,
    driver: SqliteDriver,
    { access, flavour = SQLITE }: { readonly access: StoreAccess; readonly flavour?: SqlFlavour },
  ) {
    this.name = `SQLite ${file}`;
    this.#file = file;
    this.#driver = driver;
    this.#access = access;
    this.#flavour = { ...flavour, cache: new ColumnCache() };
  }

  async open(): Promise<readonly StoreNotice[]> {
    if (this.#open !== undefined) return [];
    let raw: SqliteDatabase | undefined;
    try {
      const isReading = this.#access === 'read';
      raw = (isReading ? openToRead : openToWrite)(this.#driver, this.#file);
      const db = new Kysely<UsageSchema>({ dialect: new UsageSqliteDialect({ database: forKysely(raw) }) });
      await (isReading ? requireTables(db, this.#flavour) : migrate(db, this.#flavour));
      const write = isReading ? refuseToWrite : prepareWrite(raw, db);
      this.#open = { raw, db, write, sealer: new Sealer(this.#flavour) };
      return [];
    } catch (error) {
      closeQuietly(raw);
      throw sqliteError(this.#file, error);
    }
  }

  async write(entries: readonly UsageEntry[]): Promise<void> {
    const { db, write, sealer } = this.#opened();
    // One connection for all: a clean-up may be in the middle of a transaction of its own.
    const written = await this.#contained(() => db.connection().execute(async () => write(entries)));
    await sealer.afterWrite(db, { entries: entries.length, written });
  }

  writeNow(entries: readonly UsageEntry[]): void {
    const { raw, write } = this.#opened();
    try {
      write(entries);
    } catch (error) {
      if (!/within a transaction/.test(String(error))) throw sqliteError(this.#file, error);
      // A clean-up that the end of the process cuts short.
      raw.exec('rollback');
      write(entries);
    }
  }

  sums(query: SumsQuery): ReturnType<UsageStore['sums']> {
    return this.#contained(() => querySums(this.#opened().db, query, this.#flavour));
  }

  attempts(query: EntriesQuery): ReturnType<UsageStore['attempts']> {
    return this.#contained(() => queryAttempts({ db: this.#opened().db, flavour: this.#flavour }, query));
  }

  calls(query: EntriesQuery): ReturnType<UsageStore['calls']> {
    return this.#contained(() => queryCalls({ db: this.#opened().db, flavour: this.#flavour }, query));
  }

  async cleanUp(rule: CleanUpRule): Promise<CleanUpResult> {
    return this.#contained(async () => {
      const { raw, db } = this.#opened();
      const removed = await cleanUp(db, rule, this.#flavour);
      if (rule.maxBytes !== undefined) {
        await db.connection().execute(async () => {
          raw.exec('pragma incremental_vacuum; pragma wal_checkpoint(truncate)');
        });
      }
      return removed;
    });
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.db.destroy();
  }

  #opened(): OpenDatabase {
    if (this.#open === undefined) throw new Error(`${this.name} is not open: call open() first.`);
    return this.#open;
  }

  async #contained<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof TooManyRows ? error : sqliteError(this.#file, error);
    }
  }
}

function prepareWrite(raw: SqliteDatabase, db: Kysely<UsageSchema>): OpenDatabase['write'] {
  const insertAttempt = raw.prepare(insertText(db, 'attempt'));
  const insertCall = raw.prepare(insertText(db, 'call'));
  const { text, columns } = addSumsText(db);
  const addSums = raw.prepare(text);
  const lastSeq = raw.prepare(db.selectFrom('usage_runs').select('last_seq').where('run', '=', '').compile().sql);
  const setSeq = raw.prepare(
    'insert into usage_runs (run, last_seq, at) values (?, ?, ?) on conflict (run) do update set last_seq = excluded.last_seq, at = excluded.at',
  );

  function fresh(run: string, entries: readonly UsageEntry[]): readonly UsageEntry[] {
    const [row] = lastSeq.all(run) as { readonly last_seq: number }[];
    const after = row?.last_seq ?? -1;
    const isNew = entries.filter(({ seq }) => seq > after);
    const last = isNew.at(-1);
    if (last !== undefined) setSeq.run(run, last.seq, last.at);
    return isNew;
  }

  return (entries) => {
    raw.exec('begin immediate');
    try {
      const isNew = [...splitByRun(entries)].flatMap(([run, ofRun]) => fresh(run, ofRun));
      const written = isNew.map((entry) => {
        const { lastInsertRowid } =
          entry.type === 'attempt'
            ? insertAttempt.run(...entryValues(entry, ATTEMPT_COLUMNS))
            : insertCall.run(...entryValues(entry, CALL_COLUMNS));
        return { id: Number(lastInsertRowid), entry };
      });
      for (const row of sumsOfBatch(isNew)) {
        addSums.run(...columns.map((column) => (row as unknown as Record<string, string | number>)[column] ?? 0));
      }
      raw.exec('commit');
      return written;
    } catch (error) {
      try {
        raw.exec('rollback');
      } catch {
        // A full disk has rolled back already.
      }
      throw error;
    }
  };
}

function refuseToWrite(): never {
  throw new Error("it is read-only here: the store was made with `access: 'read'`");
}

function closeQuietly(raw: SqliteDatabase | undefined): void {
  try {
    raw?.close();
  } catch {
    // What could not be opened need not close.
  }
}
