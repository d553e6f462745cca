import type { Kysely } from 'kysely';
import type { UsageRange } from '../../core/usage-store.js';
import type { RolledUpDimension } from '../../core/usage-totals.js';
import type { UsageSchema } from './schema.js';

const DAY_MS = 86_400_000;

/**
 * Sums are kept at three levels, so that a question never adds up many rows: over all time, by the day of UTC, and by the
 * quarter of an hour, at any of which a local day may begin. The last level has all entries only for the dimension
 * `all`; for the others it has those that were removed, and the entries themselves tell the rest.
 */
export function everOf(dimension: RolledUpDimension): string {
  return `ever:${dimension}`;
}

/** How the sums by the day of UTC are called. */
export function dayOfUtc(dimension: RolledUpDimension): string {
  return `day:${dimension}`;
}

/** When the day of UTC began. */
export function utcDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** A part of a stretch of time, and the level of sums that it is read from. */
export interface LevelPart extends UsageRange {
  readonly level: 'slot' | 'day';
}

/**
 * Which level answers for which part of a stretch of time.
 * @param wholeFrom - from when on there are sums of days: those before are brought together by local days already
 */
export function levelParts({ from, to }: UsageRange, wholeFrom: number): readonly LevelPart[] {
  const first = Math.ceil(Math.max(from ?? Number.NEGATIVE_INFINITY, wholeFrom) / DAY_MS) * DAY_MS;
  const end = to === undefined ? undefined : utcDay(to);
  if (end !== undefined && end <= first) return [{ level: 'slot', ...range(from, to) }];
  const days: LevelPart = { level: 'day', ...range(Number.isFinite(first) ? first : undefined, end) };
  const parts: LevelPart[] = [days];
  if (Number.isFinite(first) && (from ?? Number.NEGATIVE_INFINITY) < first)
    parts.push({ level: 'slot', ...range(from, first) });
  if (end !== undefined && to !== undefined && end < to) parts.push({ level: 'slot', from: end, to });
  return parts;
}

function range(from: number | undefined, to: number | undefined): UsageRange {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

const STATE = 'sums-before';

/** From when on sums of days are whole. */
export async function sumsWholeFrom(db: Kysely<UsageSchema>): Promise<number> {
  const row = await db.selectFrom('usage_state').select('value').where('name', '=', STATE).executeTakeFirst();
  return row === undefined ? Number.NEGATIVE_INFINITY : Number(row.value);
}

/** Gives the sums of days up. What comes before `at` is read from the lower level from now on. */
export async function dropDaySums(
  db: Kysely<UsageSchema>,
  { before, dimensions }: { readonly before: number; readonly dimensions: readonly RolledUpDimension[] },
): Promise<void> {
  await db
    .insertInto('usage_state')
    .values({ name: STATE, value: before })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: before }))
    .execute();
  await db
    .deleteFrom('usage_sums')
    .where('dimension', 'in', dimensions.map(dayOfUtc))
    .where('slot', '<', before)
    .execute();
}
