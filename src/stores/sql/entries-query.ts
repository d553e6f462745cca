import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { AttemptEntry, CallEntry } from '../../core/usage-entry.js';
import type { EntriesFilter, EntriesPage, EntriesQuery } from '../../core/usage-store.js';
import { BLOCK_LABELS, type BlockLabel } from './blocks/block.js';
import { tableOf } from './blocks/block-table.js';
import { scanPage } from './blocks/scan.js';
import type { SqlFlavour } from './flavour.js';
import { ATTEMPT_COLUMNS, CALL_COLUMNS, entryOf } from './rows.js';
import type { UsageSchema } from './schema.js';

type AnyQuery = SelectQueryBuilder<UsageSchema, never, Record<string, unknown>>;

/** How to read one type of entries. */
interface EntrySource {
  readonly db: Kysely<UsageSchema>;
  readonly flavour: SqlFlavour;
}

/** Asks a database for a page of attempts. */
export function queryAttempts(source: EntrySource, query: EntriesQuery): Promise<EntriesPage<AttemptEntry>> {
  return queryPage(source, query, { type: 'attempt', columns: ATTEMPT_COLUMNS });
}

/** Asks a database for a page of calls. */
export function queryCalls(source: EntrySource, query: EntriesQuery): Promise<EntriesPage<CallEntry>> {
  return queryPage(source, query, { type: 'call', columns: CALL_COLUMNS });
}

function queryPage<Entry extends AttemptEntry | CallEntry>(
  { db, flavour }: EntrySource,
  query: EntriesQuery,
  { type, columns }: { readonly type: Entry['type']; readonly columns: readonly (readonly [string, string])[] },
): Promise<EntriesPage<Entry>> {
  const { where: { callId, ...where } = {}, from, to, limit, offset } = query;
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return flavour.snapshot(db, async (reading) => {
    // A call has a handful of entries, which its index finds; all else is looked for in the blocks.
    const page =
      callId === undefined
        ? await scanPage({ db: reading, type, flavour }, { where, ...range }, { limit, offset })
        : await pageOfCall(reading, type, { query, callId });
    if (page.ids.length === 0) return { entries: [], total: page.total };
    const rows = await (reading.selectFrom(tableOf(type)) as unknown as AnyQuery)
      .selectAll()
      .where('id' as never, 'in', page.ids as never)
      .execute();
    const byId = new Map(rows.map((row) => [Number(row['id']), entryOf<Entry>(type, row, columns)]));
    return { entries: page.ids.flatMap((id) => byId.get(id) ?? []), total: page.total };
  });
}

/** The columns of what entries are picked by. */
const COLUMN_OF: Readonly<Partial<Record<BlockLabel, string>>> = { key: 'key_id', user: 'user_label' };

async function pageOfCall(
  db: Kysely<UsageSchema>,
  type: 'attempt' | 'call',
  { query, callId }: { readonly query: EntriesQuery; readonly callId: string },
): Promise<{ readonly total: number; readonly ids: readonly number[] }> {
  const where: EntriesFilter = query.where ?? {};
  let select = (db.selectFrom(tableOf(type)) as unknown as AnyQuery).where('call_id' as never, '=', callId as never);
  for (const label of BLOCK_LABELS) {
    const value = where[label];
    if (value !== undefined) select = select.where((COLUMN_OF[label] ?? label) as never, '=', value as never);
  }
  if (query.from !== undefined) select = select.where('at' as never, '>=', query.from as never);
  if (query.to !== undefined) select = select.where('at' as never, '<', query.to as never);
  const rows: readonly Readonly<Record<string, unknown>>[] = await select
    .select('id' as never)
    .orderBy('at' as never, 'desc')
    .orderBy('id' as never, 'desc')
    .execute();
  const ids = rows.map((row) => Number(row['id']));
  return { total: ids.length, ids: ids.slice(query.offset, query.offset + query.limit) };
}
