import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { DayOffset, SumsQuery, SumsRow, UsageRange } from '../../core/usage-store.js';
import type { UsageSums } from '../../core/usage-totals.js';
import { emptySums } from '../../usage/sums/growing-sums.js';
import { ofPairs, together } from '../../usage/sums/pairs.js';
import { sumsSource, type SumsSource } from '../../usage/sums/sums-source.js';
import { checkRows } from '../../usage/sums/too-many-rows.js';
import { scanSums } from './blocks/scan.js';
import type { SqlFlavour } from './flavour.js';
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
        return queryRolledUp(reader, query, source);
      case 'pairs':
        return queryRolledUp(reader, query, { dimension: 'provider+model', name: source.name });
      case 'entries':
        return queryEntries(reader, query);
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
  const { from, to, days, mostRows } = query;
  const kept = async (level: string, part: UsageRange & Pick<SumsQuery, 'days'>): Promise<readonly SumsRow[]> => {
    const rows = await queryLevel(reader, { level, name: source.name, mostRows, ...part });
    if (source.dimension === 'provider+model') return ofPairs(rows, query);
    return query.by === 'all' ? rows.map((row) => ({ ...row, name: undefined })) : rows;
  };
  const { dimension } = source;
  if (from === undefined && to === undefined && days === undefined) return kept(everOf(dimension), {});
  const parts: readonly LevelPart[] =
    days === undefined ? levelParts(query, await sumsWholeFrom(reader.db)) : [{ level: 'slot', ...rangeOf(query) }];
  let rows: readonly SumsRow[] = [];
  for (const { level, ...range } of parts) {
    if (level === 'day') {
      rows = [...rows, ...(await kept(dayOfUtc(dimension), range))];
      continue;
    }
    rows = [...rows, ...(await kept(dimension, { ...range, ...(days === undefined ? {} : { days }) }))];
    // Of all entries together every quarter of an hour is kept.
    if (dimension === 'all') continue;
    const { by, where } = query;
    const entries = await queryEntries(reader, {
      ...range,
      by,
      ...(where && { where }),
      ...(days && { days }),
      ...(mostRows === undefined ? {} : { mostRows }),
    });
    rows = [...rows, ...entries];
  }
  return together(rows);
}

function rangeOf({ from, to }: UsageRange): UsageRange {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

async function queryEntries(reader: Reader, query: SumsQuery): Promise<readonly SumsRow[]> {
  const attempts = await scanSums({ ...reader, type: 'attempt' }, query);
  const calls = await scanSums({ ...reader, type: 'call' }, query);
  return calls.length === 0 ? attempts : together([...attempts, ...calls]);
}

async function queryLevel(
  reader: Reader,
  of: {
    readonly level: string;
    readonly name: string | undefined;
    readonly mostRows: number | undefined;
  } & UsageRange &
    Pick<SumsQuery, 'days'>,
): Promise<readonly SumsRow[]> {
  let select = reader.db.selectFrom('usage_sums').where('dimension', '=', of.level);
  if (of.name !== undefined) select = select.where('name', '=', of.name);
  if (of.from !== undefined) select = select.where('slot', '>=', of.from);
  if (of.to !== undefined) select = select.where('slot', '<', of.to);
  // Of all time there is one row for each name.
  const isSingle = of.from === undefined && of.to === undefined && of.days === undefined;
  const sums = SUM_COLUMNS.map(({ column }) => (isSingle ? sql.ref(column) : sql`sum(${sql.ref(column)})`));
  const json = sql<unknown>`${sql.raw(reader.flavour.jsonArray)}(${sql.join(sums)})`;
  const named = select.select('name').select(json.as('sums'));
  const day = of.days === undefined ? undefined : dayOf(of.days);
  const grouped = isSingle ? named : named.groupBy('name');
  const all = day === undefined ? grouped : grouped.groupBy(day).select(day.as('day'));
  const rows = await (of.mostRows === undefined ? all : all.limit(of.mostRows + 1)).execute();
  checkRows(rows.length, of.mostRows);
  return rows.map((row: { readonly name: string; readonly sums: unknown; readonly day?: unknown }) => ({
    name: row.name === '' ? undefined : row.name,
    ...(row.day === undefined ? {} : { day: Number(row.day) }),
    sums: sumsOfArray(row.sums),
  }));
}

/** `pg` has read the JSON already. */
function sumsOfArray(json: unknown): UsageSums {
  const values = (typeof json === 'string' ? JSON.parse(json) : json) as readonly (number | null)[];
  const sums = emptySums();
  for (const [index, { measure }] of SUM_COLUMNS.entries()) sums[measure] = values[index] ?? 0;
  return sums;
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
