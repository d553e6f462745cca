import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { AttemptEntry, CallEntry } from '../../core/usage-entry.js';
import type { EntriesPage, EntriesQuery } from '../../core/usage-store.js';
import { ATTEMPT_COLUMNS, CALL_COLUMNS, entryOf } from './rows.js';
import type { UsageSchema } from './schema.js';
import { filtered } from './sums-query.js';

type AnyQuery = SelectQueryBuilder<UsageSchema, never, Record<string, unknown>>;

/** Asks a database for a page of attempts. */
export function queryAttempts(db: Kysely<UsageSchema>, query: EntriesQuery): Promise<EntriesPage<AttemptEntry>> {
  return queryPage(db, query, { table: 'usage_attempts', type: 'attempt', columns: ATTEMPT_COLUMNS });
}

/** Asks a database for a page of calls. */
export function queryCalls(db: Kysely<UsageSchema>, query: EntriesQuery): Promise<EntriesPage<CallEntry>> {
  return queryPage(db, query, { table: 'usage_calls', type: 'call', columns: CALL_COLUMNS });
}

async function queryPage<Entry extends AttemptEntry | CallEntry>(
  db: Kysely<UsageSchema>,
  query: EntriesQuery,
  of: {
    readonly table: 'usage_attempts' | 'usage_calls';
    readonly type: Entry['type'];
    readonly columns: readonly (readonly [string, string])[];
  },
): Promise<EntriesPage<Entry>> {
  const { table, type, columns } = of;
  const { where, from, to, limit, offset } = query;
  let select = filtered(db.selectFrom(table) as unknown as AnyQuery, where);
  const also: readonly (readonly [string, '=' | '>=' | '<', string | number | undefined])[] = [
    ['outcome', '=', where?.outcome],
    ['call_id', '=', where?.callId],
    ['at', '>=', from],
    ['at', '<', to],
  ];
  for (const [column, operator, value] of also) {
    if (value !== undefined) select = select.where(column as never, operator, value as never);
  }
  // The page is found in an index first: the rows before it are never read.
  const page = select
    .select('id' as never)
    .orderBy('at' as never, 'desc')
    .orderBy('id' as never, 'desc')
    .limit(limit)
    .offset(offset);
  const [rows, count] = await Promise.all([
    (db.selectFrom(table) as unknown as AnyQuery)
      .selectAll()
      .where('id' as never, 'in', page as never)
      .orderBy('at' as never, 'desc')
      .orderBy('id' as never, 'desc')
      .execute(),
    select.select(({ fn }) => fn.countAll().as('total')).executeTakeFirst(),
  ]);
  const total = Number((count as { readonly total?: unknown } | undefined)?.total ?? 0);
  return { entries: rows.map((row) => entryOf<Entry>(type, row, columns)), total };
}
