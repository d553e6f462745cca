import { existsSync } from 'node:fs';
import type { UsageStore } from '../core/usage-store.js';

/**
 * Opens the store that a text means.
 * @throws Error where it is not there, or can't be read
 */
export async function openStore(where: string, tell: (message: string) => void): Promise<UsageStore> {
  const store = await storeOf(where);
  for (const { message } of await store.open()) tell(message);
  return store;
}

// Each comes with its own packages, of which only those are loaded that are asked for.
async function storeOf(where: string): Promise<UsageStore> {
  if (/^postgres(?:ql)?:\/\//.test(where)) {
    const { postgresUsageStore } = await import('../stores/postgres.js');
    return postgresUsageStore({ connectionString: where });
  }
  // A report creates nothing: a wrong name would look like a ledger without entries.
  if (!existsSync(where))
    throw new Error(`There is no ${where}: say where the ledger is by --store, or by LLM_RESILIENCE_USAGE.`);
  if (where.endsWith('.jsonl')) {
    const { jsonLinesUsageStore } = await import('../stores/jsonl.js');
    return jsonLinesUsageStore({ file: where });
  }
  const { sqliteUsageStore } = await import('../stores/sqlite.js');
  return sqliteUsageStore({ file: where, withoutDriver: 'fail' });
}
