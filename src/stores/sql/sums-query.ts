import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { DayOffset, SumsQuery, SumsRow, UsageRange } from '../../core/usage-store.js';
import { ofPairs, together } from '../../usage/pairs.js';
import { sumsSource, type SumsSource } from '../../usage/sums-source.js';
import { scanSums } from './blocks/scan.js';
import type { SqlFlavour } from './flavour.js';
import { sumsOf } from './rows.js';
import { SUM_COLUMNS, type UsageSchema } from './schema.js';
import { dayOfUtc, everOf, levelParts, sumsWholeFrom, type LevelPart } from './sums-levels.js';

const DAY_MS = 86_400_000;

/** Asks a database for sums. */
export async function querySums(
  db: Kysely<UsageSchema>,
  query: SumsQuery,
  flavour: SqlFlavour,
): Promise<readonly SumsRow[]> {
  const source = sumsSource(query);
  return flavour.snapshot(db, async (reading) => {
    const reader = { db: reading, flavour };
    switch (source.type) {
      case 'rolled-up':
        return together(await queryRolledUp(reader, query, source));
      case 'pairs':
        return together(await queryRolledUp(reader, query, { dimension: 'provider+model', name: source.name }));
      case 'entries':
        return together(await queryEntries(reader, query));
      default:
        return source satisfies never;
    }
  });
}

interface Reader {
  readonly db: Kysely<UsageSchema>;
  readonly flavour: SqlFlavour;
}

type RolledUp = Omit<Extract<SumsSource, { type: 'rolled-up' }>, 'type'>;

async function queryRolledUp(reader: Reader, query: SumsQuery, source: RolledUp): Promise<readonly SumsRow[]> {
  const { from, to, days } = query;
  const kept = async (level: string, part: UsageRange & Pick<SumsQuery, 'days'>): Promise<readonly SumsRow[]> => {
    const rows = await queryLevel(reader.db, { level, name: source.name, ...part });
    if (source.dimension === 'provider+model') return ofPairs(rows, query);
    return query.by === 'all' ? rows.map((row) => ({ ...row, name: undefined })) : rows;
  };
  const { dimension } = source;
  if (from === undefined && to === undefined && days === undefined) return kept(everOf(dimension), {});
  const parts: readonly LevelPart[] =
    days === undefined ? levelParts(query, await sumsWholeFrom(reader.db)) : [{ level: 'slot', ...rangeOf(query) }];
  const rows: SumsRow[] = [];
  for (const { level, ...range } of parts) {
    if (level === 'day') {
      rows.push(...(await kept(dayOfUtc(dimension), range)));
      continue;
    }
    rows.push(...(await kept(dimension, { ...range, ...(days === undefined ? {} : { days }) })));
    // Of all entries together every quarter of an hour is kept.
    if (dimension === 'all') continue;
    const { by, where } = query;
    rows.push(...(await queryEntries(reader, { ...range, by, ...(where && { where }), ...(days && { days }) })));
  }
  return rows;
}

function rangeOf({ from, to }: UsageRange): UsageRange {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

async function queryEntries(reader: Reader, query: SumsQuery): Promise<readonly SumsRow[]> {
  const attempts = await scanSums({ ...reader, type: 'attempt' }, query);
  return [...attempts, ...(await scanSums({ ...reader, type: 'call' }, query))];
}

async function queryLevel(
  db: Kysely<UsageSchema>,
  of: {
    readonly level: string;
    readonly name: string | undefined;
  } & UsageRange &
    Pick<SumsQuery, 'days'>,
): Promise<readonly SumsRow[]> {
  let select = db.selectFrom('usage_sums').where('dimension', '=', of.level);
  if (of.name !== undefined) select = select.where('name', '=', of.name);
  if (of.from !== undefined) select = select.where('slot', '>=', of.from);
  if (of.to !== undefined) select = select.where('slot', '<', of.to);
  // Of all time there is one row for each name.
  if (of.from === undefined && of.to === undefined && of.days === undefined) {
    return (await select.selectAll().execute()).map((row) => toRow(row, row.name === '' ? undefined : row.name));
  }
  let grouped = select
    .groupBy('name')
    .select('name')
    .select(SUM_COLUMNS.map(({ column }) => sql<number>`sum(${sql.ref(column)})`.as(column)));
  if (of.days !== undefined) {
    const day = dayOf(of.days);
    grouped = grouped.groupBy(day).select(day.as('day'));
  }
  const rows = await grouped.execute();
  return rows.map((row) => toRow(row, row.name === '' ? undefined : row.name));
}

/** The number of the local day; its own numbers stand in the text, since drivers bind numbers as fractions. */
function dayOf(offsets: readonly DayOffset[]): RawBuilder<number> {
  const [first, ...later] = offsets;
  let offset = sql`${sql.lit(first?.offsetMs ?? 0)}`;
  for (const { from, offsetMs } of later) {
    offset = sql`case when slot >= ${sql.lit(from)} then ${sql.lit(offsetMs)} else ${offset} end`;
  }
  return sql<number>`((slot + (${offset})) / ${sql.lit(DAY_MS)})`;
}

function toRow(row: Readonly<Record<string, unknown>>, name: string | undefined): SumsRow {
  const day = row['day'];
  return { name, ...(day === undefined ? {} : { day: Number(day) }), sums: sumsOf(row) };
}
