import type { Kysely, Transaction } from 'kysely';
import { systemClock } from '../../core/clock.js';
import type { CleanUpResult, CleanUpRule, DayOffset } from '../../core/usage-store.js';
import { ROLLED_UP } from '../../core/usage-totals.js';
import { SumsBook } from '../../usage/sums-book.js';
import { localDayStart } from '../../usage/sums-source.js';
import { sumsOf, sumsRow } from './rows.js';
import type { UsageSchema } from './schema.js';
import { addSumsQuery } from './statements.js';

/** So many at once: between two steps others get their turn, and the lock. */
const STEP = 1_000;
const SUMS_AT_ONCE = 200;
const DAY_MS = 86_400_000;

/** Removes old entries, and brings old sums together. */
export async function cleanUp(db: Kysely<UsageSchema>, rule: CleanUpRule): Promise<CleanUpResult> {
  const oldest = Math.max(rule.before ?? Number.NEGATIVE_INFINITY, await surplusBefore(db, rule.maxAttempts));
  const removed = { attempts: 0, calls: 0 };
  if (oldest > Number.NEGATIVE_INFINITY) {
    removed.attempts = await removeBefore(db, 'usage_attempts', oldest);
    removed.calls = await removeBefore(db, 'usage_calls', oldest);
  }
  if (rule.before !== undefined) {
    // A batch comes a second time within minutes, if it does.
    await db
      .deleteFrom('usage_runs')
      .where('at', '<', rule.before - DAY_MS)
      .execute();
  }
  const { sumsBefore, days } = rule;
  if (sumsBefore === undefined) return removed;
  for (const dimension of ROLLED_UP) {
    await db.transaction().execute((transaction) => condense(transaction, { dimension, sumsBefore, days }));
  }
  return removed;
}

/** When the oldest attempt that is kept was over: those of the same millisecond stay with it. */
async function surplusBefore(db: Kysely<UsageSchema>, maxAttempts: number | undefined): Promise<number> {
  if (maxAttempts === undefined) return Number.NEGATIVE_INFINITY;
  const row = await db
    .selectFrom('usage_attempts')
    .select('at')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .offset(maxAttempts - 1)
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? Number.NEGATIVE_INFINITY : Number(row.at);
}

async function removeBefore(
  db: Kysely<UsageSchema>,
  table: 'usage_attempts' | 'usage_calls',
  oldest: number,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const old = db.selectFrom(table).select('id').where('at', '<', oldest).orderBy('at').limit(STEP);
    const { numDeletedRows } = await db.deleteFrom(table).where('id', 'in', old).executeTakeFirstOrThrow();
    removed += Number(numDeletedRows);
    if (numDeletedRows < STEP) return removed;
    // A database in this process answers without ever letting go of it.
    await systemClock.sleep(1);
  }
}

async function condense(
  db: Transaction<UsageSchema>,
  of: {
    readonly dimension: (typeof ROLLED_UP)[number];
    readonly sumsBefore: number;
    readonly days: readonly DayOffset[];
  },
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
