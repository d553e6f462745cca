import type { Kysely } from 'kysely';
import { systemClock } from '../../core/clock.js';
import type { CleanUpResult, CleanUpRule } from '../../core/usage-store.js';
import { ROLLED_UP } from '../../core/usage-totals.js';
import { SumsBook } from '../../usage/sums/sums-book.js';
import type { NumberedEntry } from './blocks/block.js';
import { readEntries, readPlaces, tableOf, type BlockType, type StoredBlock } from './blocks/block-table.js';
import { lastInBlock, shortenBlock } from './blocks/seal.js';
import { condense } from './condense.js';
import type { SqlFlavour } from './flavour.js';
import { sumsRow } from './rows.js';
import type { UsageSchema } from './schema.js';
import { addSumsQuery } from './statements.js';
import { dropDaySums } from './sums-levels.js';

/** So many at once: between two steps others get their turn, and the lock. */
const STEP = 1_000;
const SUMS_AT_ONCE = 200;
const DAY_MS = 86_400_000;

/** Removes old entries, and brings old sums together. */
export async function cleanUp(db: Kysely<UsageSchema>, rule: CleanUpRule, flavour: SqlFlavour): Promise<CleanUpResult> {
  const oldest = Math.max(rule.before ?? Number.NEGATIVE_INFINITY, await surplusBefore(db, rule.maxAttempts));
  let removed = await removeAllBefore({ db, flavour }, oldest);
  if (rule.maxBytes !== undefined) {
    removed = add(removed, await shrink({ db, flavour }, rule.maxBytes));
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
  await flavour.alone(db, (alone) => dropDaySums(alone, { before: sumsBefore, dimensions: ROLLED_UP }));
  for (const dimension of ROLLED_UP) {
    await flavour.alone(db, (alone) => condense(alone, { dimension, sumsBefore, days }));
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

/** It takes less than asked for at first: sums stay, and what is removed adds to them. */
const MOST_ROUNDS = 8;
const MARGIN = 0.95;

/** Removes the oldest until the rest takes no more than so many bytes. */
async function shrink(database: Omit<Removing, 'type'>, maxBytes: number): Promise<CleanUpResult> {
  const { db, flavour } = database;
  if (flavour.usedBytes === undefined) {
    throw new Error('PostgreSQL can not keep `maxBytes`: a table keeps its size when rows go. Use `maxAttempts`.');
  }
  let removed: CleanUpResult = { attempts: 0, calls: 0 };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const used = await flavour.usedBytes(db);
    if (used <= maxBytes) break;
    const row = await db
      .selectFrom('usage_attempts')
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirst();
    const kept = Math.floor(Number(row?.count ?? 0) * (maxBytes / used) * MARGIN);
    const oldest = kept < 1 ? Number.MAX_SAFE_INTEGER : await surplusBefore(db, kept);
    removed = add(removed, await removeAllBefore(database, oldest));
    if (kept < 1) break;
  }
  return removed;
}

function add(a: CleanUpResult, b: CleanUpResult): CleanUpResult {
  return { attempts: a.attempts + b.attempts, calls: a.calls + b.calls };
}

interface Removing {
  readonly db: Kysely<UsageSchema>;
  readonly flavour: SqlFlavour;
  readonly type: BlockType;
}

async function removeAllBefore(database: Omit<Removing, 'type'>, oldest: number): Promise<CleanUpResult> {
  if (oldest === Number.NEGATIVE_INFINITY) return { attempts: 0, calls: 0 };
  const attempts = await removeBefore({ ...database, type: 'attempt' }, oldest);
  return { attempts, calls: await removeBefore({ ...database, type: 'call' }, oldest) };
}

async function removeBefore(removing: Removing, oldest: number): Promise<number> {
  const { db, flavour, type } = removing;
  let removed = 0;
  const places = await readPlaces(db, type);
  for (const place of places.filter(({ minAt }) => minAt < oldest)) {
    removed += await flavour.alone(db, (alone) => removeOfBlock({ ...removing, db: alone }, place, oldest));
    // A database in this process answers without ever letting go of it.
    await systemClock.sleep(1);
  }
  for (;;) {
    const many = await flavour.alone(db, (alone) => removeSome({ ...removing, db: alone }, oldest));
    removed += many;
    if (many < STEP) return removed;
    await systemClock.sleep(1);
  }
}

async function removeOfBlock(
  { db, flavour, type }: Removing,
  { firstId, lastId, key }: StoredBlock,
  oldest: number,
): Promise<number> {
  const entries = await readEntries(db, type, { after: firstId - 1, upTo: lastId });
  const removed = await removeEntries(
    { db, flavour, type },
    entries.filter(({ entry }) => entry.at < oldest),
  );
  await shortenBlock(db, { key, type }, flavour);
  return removed;
}

/** Of the entries that are in no block. */
async function removeSome({ db, flavour, type }: Removing, oldest: number): Promise<number> {
  const old = await readEntries(db, type, { after: await lastInBlock(db, type), before: oldest, limit: STEP });
  return removeEntries({ db, flavour, type }, old);
}

/** Removes entries, and keeps their sums by the quarter of an hour, which came from them till now. */
async function removeEntries({ db, type }: Removing, entries: readonly NumberedEntry[]): Promise<number> {
  let removed = 0;
  for (const some of parts(entries, STEP)) {
    const ids = some.map(({ id }) => id);
    const { numDeletedRows } = await db.deleteFrom(tableOf(type)).where('id', 'in', ids).executeTakeFirstOrThrow();
    removed += Number(numDeletedRows);
  }
  const book = new SumsBook();
  for (const { entry } of entries) book.add(entry);
  const sums = [...book.values()].filter(({ dimension }) => dimension !== 'all').map(sumsRow);
  for (const rows of parts(sums, SUMS_AT_ONCE)) await addSumsQuery(db, rows).execute();
  return removed;
}

function parts<Row>(rows: readonly Row[], size: number): readonly (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}
