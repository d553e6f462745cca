import { sql, type Kysely } from 'kysely';
import type { UsageEntry } from '../../core/usage-entry.js';
import { emptySums } from '../../usage/sums/growing-sums.js';
import { ATTEMPT_COLUMNS, CALL_COLUMNS, sumsRow } from './rows.js';
import { SUM_COLUMNS, type SumsTable, type UsageSchema } from './schema.js';

/** Adds rows of sums to those that are there. */
export function addSumsQuery(db: Kysely<UsageSchema>, rows: readonly SumsTable[]) {
  return db
    .insertInto('usage_sums')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['dimension', 'name', 'slot'])
        .doUpdateSet(
          Object.fromEntries(
            SUM_COLUMNS.map(({ column }) => [
              column,
              sql`${sql.ref(`usage_sums.${column}`)} + ${sql.ref(`excluded.${column}`)}`,
            ]),
          ),
        ),
    );
}

/** The text of the statement that inserts one entry. */
export function insertText(db: Kysely<UsageSchema>, type: UsageEntry['type']): string {
  const columns = type === 'attempt' ? ATTEMPT_COLUMNS : CALL_COLUMNS;
  const table = type === 'attempt' ? 'usage_attempts' : 'usage_calls';
  const nothing = Object.fromEntries(columns.map(([, column]) => [column, 0]));
  return db
    .insertInto(table)
    .values(nothing as never)
    .compile().sql;
}

/** The text of the statement that adds one row of sums, and the order of its values. */
export function addSumsText(db: Kysely<UsageSchema>): { readonly text: string; readonly columns: readonly string[] } {
  const row = sumsRow({ dimension: 'all', name: '', slot: 0, sums: emptySums() });
  return { text: addSumsQuery(db, [row]).compile().sql, columns: Object.keys(row) };
}

/** What a batch still has to write, by run: what came before is left out. */
export function splitByRun(entries: readonly UsageEntry[]): ReadonlyMap<string, readonly UsageEntry[]> {
  const runs = new Map<string, UsageEntry[]>();
  for (const entry of entries) {
    const known = runs.get(entry.run);
    if (known === undefined) runs.set(entry.run, [entry]);
    else known.push(entry);
  }
  return runs;
}
