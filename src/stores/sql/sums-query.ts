import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { DayOffset, SumsQuery, SumsRow } from '../../core/usage-store.js';
import { FILTER_NAMES, type UsageDimension, type UsageFilter, type UsageMeasure } from '../../core/usage-totals.js';
import { ofPairs, together } from '../../usage/pairs.js';
import { sumsSource, type SumsSource } from '../../usage/sums-source.js';
import { sumsOf } from './rows.js';
import { SUM_COLUMNS, type UsageSchema } from './schema.js';
import { everOf } from './statements.js';

const DAY_MS = 86_400_000;

/** The column of a filter or dimension. */
export const COLUMN_OF: Readonly<Record<keyof UsageFilter, string>> = {
  provider: 'provider',
  model: 'model',
  key: 'key_id',
  kind: 'kind',
  user: 'user_label',
  agent: 'agent',
  job: 'job',
  document: 'document',
  task: 'task',
};

const ANSWERED =
  "(outcome = 'success' or (outcome <> 'cached' and (first_token_ms is not null or input_tokens is not null or output_tokens is not null)))";
const counted = (condition: string): string => `sum(case when ${condition} then 1 else 0 end)`;

/** What an attempt counts for; `measure.ts` of the ledger says the same of entries in memory. */
const ATTEMPT_SUMS: Readonly<Partial<Record<UsageMeasure, string>>> = {
  requests: counted("outcome <> 'cached'"),
  successes: counted("outcome = 'success'"),
  failures: counted("outcome = 'failure'"),
  aborted: counted("outcome = 'aborted'"),
  probes: 'sum(probe)',
  fallbacks: counted("fallback = 1 and outcome <> 'cached'"),
  cacheHits: counted("outcome = 'cached'"),
  inputTokens: 'sum(input_tokens)',
  cachedTokens: 'sum(cached_tokens)',
  outputTokens: 'sum(output_tokens)',
  reasoningTokens: 'sum(reasoning_tokens)',
  estimatedRequests: 'sum(estimated)',
  untoldRequests: counted(`${ANSWERED} and input_tokens is null and output_tokens is null`),
  costNanoUsd: 'sum(cost_nano_usd)',
  unpricedRequests: counted(`${ANSWERED} and cost_nano_usd is null`),
  queuedMs: "sum(case when outcome <> 'cached' then queued_ms else 0 end)",
  waitedMs: "sum(case when outcome <> 'cached' then waited_ms else 0 end)",
  durationMs: "sum(case when outcome <> 'cached' then duration_ms else 0 end)",
  firstTokenMs: 'sum(first_token_ms)',
  firstTokens: 'count(first_token_ms)',
};

const CALL_SUMS: Readonly<Partial<Record<UsageMeasure, string>>> = {
  calls: 'count(*)',
  failedCalls: counted("outcome = 'failure'"),
};

type AnyQuery = SelectQueryBuilder<UsageSchema, never, Record<string, unknown>>;

/** Asks a database for sums. */
export async function querySums(db: Kysely<UsageSchema>, query: SumsQuery): Promise<readonly SumsRow[]> {
  const source = sumsSource(query);
  if (source.type === 'rolled-up') {
    const rows = await queryRolledUp(db, query, source);
    return query.by === 'all' ? rows.map((row) => ({ ...row, name: undefined })) : rows;
  }
  if (source.type === 'pairs') {
    return ofPairs(await queryRolledUp(db, query, { dimension: 'provider+model', name: source.name }), query);
  }
  const found = await Promise.all([
    queryEntries({ db, query, table: 'usage_attempts', sums: ATTEMPT_SUMS }),
    queryEntries({ db, query, table: 'usage_calls', sums: CALL_SUMS }),
  ]);
  return together(found.flat());
}

async function queryRolledUp(
  db: Kysely<UsageSchema>,
  query: SumsQuery,
  source: Omit<Extract<SumsSource, { type: 'rolled-up' }>, 'type'>,
): Promise<readonly SumsRow[]> {
  const isEver = query.from === undefined && query.to === undefined && query.days === undefined;
  const dimension = isEver ? everOf(source.dimension) : source.dimension;
  let select = db.selectFrom('usage_sums').where('dimension', '=', dimension);
  if (source.name !== undefined) select = select.where('name', '=', source.name);
  if (query.from !== undefined) select = select.where('slot', '>=', query.from);
  if (query.to !== undefined) select = select.where('slot', '<', query.to);
  // Of all time there is one row for each name.
  if (isEver)
    return (await select.selectAll().execute()).map((row) => toRow(row, row.name === '' ? undefined : row.name));
  let grouped = select
    .groupBy('name')
    .select('name')
    .select(SUM_COLUMNS.map(({ column }) => sql<number>`sum(${sql.ref(column)})`.as(column)));
  if (query.days !== undefined) {
    const day = dayOf('slot', query.days);
    grouped = grouped.groupBy(day).select(day.as('day'));
  }
  const rows = await grouped.execute();
  return rows.map((row) => toRow(row, row.name === '' ? undefined : row.name));
}

async function queryEntries(of: {
  readonly db: Kysely<UsageSchema>;
  readonly query: SumsQuery;
  readonly table: 'usage_attempts' | 'usage_calls';
  readonly sums: Readonly<Partial<Record<UsageMeasure, string>>>;
}): Promise<readonly SumsRow[]> {
  const { db, query, table, sums } = of;
  let select = filtered(db.selectFrom(table) as unknown as AnyQuery, query.where);
  if (query.from !== undefined) select = select.where('at' as never, '>=', query.from as never);
  if (query.to !== undefined) select = select.where('at' as never, '<', query.to as never);
  const columns = SUM_COLUMNS.flatMap(({ measure, column }) => {
    const expression = sums[measure];
    return expression === undefined ? [] : [sql.raw<number>(expression).as(column)];
  });
  let grouped = select.select(columns as never);
  const column = columnOf(query.by);
  if (column !== undefined) grouped = grouped.groupBy(column as never).select(sql.ref(column).as('name') as never);
  if (query.days !== undefined) {
    const day = dayOf('at', query.days);
    grouped = grouped.groupBy(day as never).select(day.as('day') as never);
  }
  const rows = (await grouped.execute()) as readonly Record<string, unknown>[];
  return rows.map((row) => toRow(row, (row['name'] as string | null | undefined) ?? undefined));
}

/** Lays the filters over a query, as parameters. */
export function filtered<Query extends AnyQuery>(query: Query, where: UsageFilter = {}): Query {
  let narrowed = query;
  for (const name of FILTER_NAMES) {
    const value = where[name];
    if (value !== undefined) narrowed = narrowed.where(COLUMN_OF[name] as never, '=', value as never) as Query;
  }
  return narrowed;
}

function columnOf(by: UsageDimension): string | undefined {
  return by === 'all' ? undefined : COLUMN_OF[by];
}

/** The number of the local day; its own numbers stand in the text, since drivers bind numbers as fractions. */
function dayOf(column: 'slot' | 'at', offsets: readonly DayOffset[]): RawBuilder<number> {
  const [first, ...later] = offsets;
  let offset = sql`${sql.lit(first?.offsetMs ?? 0)}`;
  for (const { from, offsetMs } of later) {
    offset = sql`case when ${sql.ref(column)} >= ${sql.lit(from)} then ${sql.lit(offsetMs)} else ${offset} end`;
  }
  return sql<number>`((${sql.ref(column)} + (${offset})) / ${sql.lit(DAY_MS)})`;
}

function toRow(row: Readonly<Record<string, unknown>>, name: string | undefined): SumsRow {
  const day = row['day'];
  return { name, ...(day === undefined ? {} : { day: Number(day) }), sums: sumsOf(row) };
}
