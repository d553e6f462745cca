import { existsSync } from 'node:fs';
import type { UsageStore } from '../core/usage-store.js';

/** A report changes nothing, not even a file that it may change. */
type Access = 'write' | 'read';

/**
 * Opens the store that a text means.
 * @throws Error where it is not there, or can't be read
 */
export async function openStore(
  where: string,
  { access, tell }: { readonly access: Access; readonly tell: (message: string) => void },
): Promise<UsageStore> {
  const store = await storeOf(where, access);
  for (const { message } of await store.open()) tell(message);
  return store;
}

// Each comes with its own packages, of which only those are loaded that are asked for.
async function storeOf(where: string, access: Access): Promise<UsageStore> {
  if (/^postgres(?:ql)?:\/\//.test(where)) {
    const { postgresUsageStore } = await import('../stores/postgres.js');
    return postgresUsageStore({ connectionString: where });
  }
  // Where there is no SQLite, its store writes JSON lines beside it.
  if (!existsSync(where) && existsSync(`${where}.jsonl`)) return storeOf(`${where}.jsonl`, access);
  // A report creates nothing: a wrong name would look like a ledger without entries.
  if (!existsSync(where))
    throw new Error(`There is no ${where}: say where the ledger is by --store, or by LLM_RESILIENCE_USAGE.`);
  if (where.endsWith('.jsonl')) {
    const { jsonLinesUsageStore } = await import('../stores/jsonl.js');
    return jsonLinesUsageStore({ file: where, access });
  }
  const { sqliteUsageStore } = await import('../stores/sqlite.js');
  await requireLedger(where);
  return sqliteUsageStore({ file: where, withoutDriver: 'fail', access });
}

/** Another program's database gets no tables of a ledger. What can't be read is told by the store. */
async function requireLedger(file: string): Promise<void> {
  const { findSqliteDriver } = await import('../stores/sql/sqlite-driver.js');
  const driver = await findSqliteDriver();
  if (driver === undefined) return;
  const { openToRead } = await import('../stores/sql/open-sqlite.js');
  let tables: unknown[];
  try {
    const database = openToRead(driver, file);
    tables = database.prepare("select name from sqlite_master where name = 'usage_runs'").all();
    database.close();
  } catch {
    return;
  }
  if (tables.length === 0) throw new Error(`There is no ledger in ${file}: say where it is by --store.`);
}
