import type { Kysely } from 'kysely';
import type { DayOffset } from '../../core/usage-store.js';
import type { RolledUpDimension } from '../../core/usage-totals.js';
import { SumsBook } from '../../usage/sums/sums-book.js';
import { localDayStart } from '../../usage/sums/sums-source.js';
import { sumsOf, sumsRow } from './rows.js';
import type { UsageSchema } from './schema.js';
import { addSumsQuery } from './statements.js';

const SUMS_AT_ONCE = 200;

/** Brings the sums of single quarters of an hour together by local day, for one dimension. */
export async function condense(
  db: Kysely<UsageSchema>,
  of: { readonly dimension: RolledUpDimension; readonly sumsBefore: number; readonly days: readonly DayOffset[] },
): Promise<void> {
  const { dimension, sumsBefore, days } = of;
  const rows = await db
    .selectFrom('usage_sums')
    .selectAll()
    .where('dimension', '=', dimension)
    .where('slot', '<', sumsBefore)
    .execute();
  const book = new SumsBook();
  const isDay = (slot: number): boolean => localDayStart(slot, days) === slot;
  for (const row of rows) {
    const slot = Number(row.slot);
    if (isDay(slot)) continue;
    book.merge({ dimension, name: row.name, slot: localDayStart(slot, days), sums: { ...sumsOf(row) } });
    await db
      .deleteFrom('usage_sums')
      .where('dimension', '=', dimension)
      .where('name', '=', row.name)
      .where('slot', '=', slot)
      .execute();
  }
  const condensed = [...book.values()].map(sumsRow);
  for (let start = 0; start < condensed.length; start += SUMS_AT_ONCE) {
    await addSumsQuery(db, condensed.slice(start, start + SUMS_AT_ONCE)).execute();
  }
}
