import type { SqliteDatabase as KyselySqliteDatabase } from 'kysely';

type Value = string | number | null | Uint8Array;

interface SqliteStatement {
  /** `better-sqlite3` tells whether it gives rows, and refuses to be asked otherwise. */
  readonly reader?: boolean;
  run(...values: Value[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  all(...values: Value[]): unknown[];
}

/** What `node:sqlite` and `better-sqlite3` have in common. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

/** `DatabaseSync` of `node:sqlite`, or the default export of `better-sqlite3`. */
export type SqliteDriver = new (file: string, options?: object) => SqliteDatabase;

const BETTER_SQLITE3: string = 'better-sqlite3';

/**
 * The driver that is there: `node:sqlite` (Node 22.13 and later), else `better-sqlite3`, if it is installed and fits this
 * Node. `undefined` where there is none.
 */
export async function findSqliteDriver(): Promise<SqliteDriver | undefined> {
  const builtIn = process.getBuiltinModule?.('node:sqlite') as { readonly DatabaseSync: SqliteDriver } | undefined;
  if (builtIn !== undefined) return builtIn.DatabaseSync;
  try {
    const { default: Database } = (await import(BETTER_SQLITE3)) as { readonly default: SqliteDriver };
    // It loads its binary only now; one that was compiled for another Node fails here.
    new Database(':memory:').close();
    return Database;
  } catch {
    return undefined;
  }
}

/** The database as kysely wants it. Its transactions take the lock at once: one that takes it later may be refused it. */
export function forKysely(database: SqliteDatabase): KyselySqliteDatabase {
  return {
    close: () => {
      database.close();
    },
    prepare(sql) {
      const statement = database.prepare(sql === 'begin' ? 'begin immediate' : sql);
      return {
        reader: statement.reader ?? /^\s*(?:select|with|pragma)\b|\breturning\b/i.test(sql),
        all: (values) => statement.all(...(values as Value[])),
        run: (values) => statement.run(...(values as Value[])),
        iterate: (values) => statement.all(...(values as Value[]))[Symbol.iterator](),
      };
    },
  };
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/locked|busy/i, 'another process holds it. The ledger tries again.'],
  [/readonly|read-only/i, 'it is read-only. Change its permissions, or choose another file.'],
  [/\bfull\b/i, 'the disk is full. Make room; the ledger tries again.'],
  [
    /malformed|not a database|corrupt/i,
    'it is damaged, or no SQLite file. Move it away: the ledger then begins a new one.',
  ],
  [
    /unable to open|cannot open|directory does not exist/i,
    'it can not be opened. Create its folder, or change its permissions.',
  ],
  [/disk i\/o/i, 'its disk fails. Choose another one.'],
];

/** An error that says what to do. */
export function sqliteError(file: string, cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  const hint = HINTS.find(([pattern]) => pattern.test(said))?.[1];
  return new Error(`${file} can't be used: ${hint === undefined ? said : `${hint} (${said})`}`, { cause });
}
