import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { DayOffset, SumsQuery, SumsRow, UsageRange } from '../../core/usage-store.js';
import { ofPairs, together } from '../../usage/pairs.js';
import { sumsSource, type SumsSource } from '../../usage/sums-source.js';
import { scanSums } from './blocks/scan.js';
import type { SqlFlavour } from './flavour.js';
import { sumsOf } from './rows.js';
import { SUM_COLUMNS, type UsageSchema } from './schema.js';
import { dayOfUtc, everOf, levelParts, sumsWholeFrom } from './sums-levels.js';

const DAY_MS = 86_400_000;

/** Asks a database for sums. */
export async function querySums(
  db: Kysely<UsageSchema>,
  query: SumsQuery,
  flavour: SqlFlavour,
): Promise<readonly SumsRow[]> {
  const source = sumsSource(query);
  switch (source.type) {
    case 'rolled-up': {
      const rows = await queryRolledUp({ db, flavour }, query, source);
      return query.by === 'all' ? rows.map((row) => ({ ...row, name: undefined })) : rows;
    }
    case 'pairs':
      return ofPairs(
        await queryRolledUp({ db, flavour }, query, { dimension: 'provider+model', name: source.name }),
        query,
      );
    case 'entries':
      return flavour.snapshot(db, async (reading) =>
        together([
          ...(await scanSums({ db: reading, type: 'attempt', flavour }, query)),
          ...(await scanSums({ db: reading, type: 'call', flavour }, query)),
        ]),
      );
    default:
      return source satisfies never;
  }
}

type RolledUp = Omit<Extract<SumsSource, { type: 'rolled-up' }>, 'type'>;

async function queryRolledUp(
  { db, flavour }: { readonly db: Kysely<UsageSchema>; readonly flavour: SqlFlavour },
  query: SumsQuery,
  source: RolledUp,
): Promise<readonly SumsRow[]> {
  const { from, to, days } = query;
  const { dimension, name } = source;
  if (days !== undefined) return queryLevel(db, { dimension, name, from, to, days });
  // Of all time there is one row for each name.
  if (from === undefined && to === undefined) return queryLevel(db, { dimension: everOf(dimension), name });
  return flavour.snapshot(db, async (reading) => {
    const parts = levelParts(query, await sumsWholeFrom(reading));
    const rows: SumsRow[] = [];
    for (const { level, ...range } of parts) {
      const place = { dimension: level === 'day' ? dayOfUtc(dimension) : dimension, name };
      rows.push(...(await queryLevel(reading, { ...place, ...range })));
    }
    return parts.length === 1 ? rows : together(rows);
  });
}

async function queryLevel(
  db: Kysely<UsageSchema>,
  of: {
    readonly dimension: string;
    readonly name: string | undefined;
    readonly from?: UsageRange['from'] | undefined;
    readonly to?: UsageRange['to'] | undefined;
    readonly days?: readonly DayOffset[];
  },
): Promise<readonly SumsRow[]> {
  let select = db.selectFrom('usage_sums').where('dimension', '=', of.dimension);
  if (of.name !== undefined) select = select.where('name', '=', of.name);
  if (of.from !== undefined) select = select.where('slot', '>=', of.from);
  if (of.to !== undefined) select = select.where('slot', '<', of.to);
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
