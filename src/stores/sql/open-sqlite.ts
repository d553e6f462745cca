import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqliteDatabase, SqliteDriver } from './sqlite-driver.js';

/** What a store does with a file: reports need only to read it. */
export type StoreAccess = 'write' | 'read';

/**
 * How long a statement waits for another process. It stands still all that time, calls included: so not for long, and
 * the ledger tries again.
 */
const BUSY_TIMEOUT_MS = 250;

/** Opens a file to write, and makes it where it is not there. */
export function openToWrite(driver: SqliteDriver, file: string): SqliteDatabase {
  return prepared(new driver(file), [
    `busy_timeout = ${BUSY_TIMEOUT_MS}`,
    // Only of a new file: pages that come free can be given back. It comes before the first page is written.
    'auto_vacuum = incremental',
    // Readers and one writer at the same time; what is committed survives the end of the process, however it comes.
    'journal_mode = wal',
    'synchronous = normal',
    // 64 MB of pages, and fewer, larger checkpoints: batches touch pages all over the indexes.
    'cache_size = -65536',
    'wal_autocheckpoint = 8000',
    'mmap_size = 268435456',
  ]);
}

/** Opens a file as it is: nothing is written to it. SQLite may leave its two files of a log beside it, without content. */
export function openToRead(driver: SqliteDriver, file: string): SqliteDatabase {
  try {
    return probed(readOnly(driver, file));
  } catch (error) {
    if (!/unable to open|cannot open|readonly|read-only/i.test(String(error))) throw error;
    return openCopy(driver, { file, cause: error });
  }
}

/**
 * SQLite makes a file beside one that it reads; in a folder where it may not, and where no other process has made that
 * file, nobody writes, so that a copy is as good.
 */
function openCopy(driver: SqliteDriver, { file, cause }: { readonly file: string; readonly cause: unknown }) {
  const folder = mkdtempSync(join(tmpdir(), 'llm-resilience-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const copy = join(folder, 'usage.sqlite');
    copyFileSync(file, copy);
    const database = probed(readOnly(driver, copy));
    return {
      exec: (sql: string) => database.exec(sql),
      prepare: (sql: string) => database.prepare(sql),
      close: () => {
        database.close();
        remove();
      },
    };
  } catch {
    remove();
    throw cause;
  }
}

/** The two drivers call it by another name; `better-sqlite3` refuses that of the other one by a TypeError. */
function readOnly(driver: SqliteDriver, file: string): SqliteDatabase {
  try {
    return new driver(file, { readOnly: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new driver(file, { readonly: true });
  }
}

/** A file is read only with the first statement. */
function probed(database: SqliteDatabase): SqliteDatabase {
  const opened = prepared(database, [`busy_timeout = ${BUSY_TIMEOUT_MS}`, 'query_only = on']);
  try {
    opened.prepare('select count(*) from sqlite_master').all();
    return opened;
  } catch (error) {
    opened.close();
    throw error;
  }
}

function prepared(database: SqliteDatabase, pragmas: readonly string[]): SqliteDatabase {
  try {
    for (const pragma of pragmas) database.exec(`pragma ${pragma}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
