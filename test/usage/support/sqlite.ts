import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { findSqliteDriver, type SqliteDriver } from '../../../src/stores/sql/sqlite-driver.js';

/**
 * Where `.ci/run` puts `better-sqlite3`: it compiles for a minute on Node 20, and is no dependency of the library. A
 * folder outside of node_modules, so that nothing finds it by itself.
 */
const FIXTURE = process.env['BETTER_SQLITE3_FIXTURE'] ?? resolve('.cache/better-sqlite3');

/** The SQLite that tests run on; `undefined` where there is none, and then they say that they are skipped. */
export async function sqliteForTests(): Promise<SqliteDriver | undefined> {
  const found = await findSqliteDriver();
  if (found !== undefined) return found;
  const folder = resolve(FIXTURE, 'node_modules/better-sqlite3');
  if (!existsSync(folder)) return undefined;
  return createRequire(resolve(FIXTURE, 'package.json'))('better-sqlite3') as SqliteDriver;
}

/** What a skipped test says. */
export const SQLITE_SKIPPED =
  'SKIPPED: no SQLite on this Node: `npx tsx scripts/better-sqlite3.ts` installs one for the tests (about a minute), Node 22.13 has its own';
