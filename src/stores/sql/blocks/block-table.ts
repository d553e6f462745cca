import type { Kysely } from 'kysely';
import type { UsageEntry } from '../../../core/usage-entry.js';
import { USAGE_MEASURES, type UsageMeasure } from '../../../core/usage-totals.js';
import type { SqlFlavour } from '../flavour.js';
import { ATTEMPT_COLUMNS, CALL_COLUMNS, entryOf } from '../rows.js';
import type { UsageSchema } from '../schema.js';
import {
  BLOCK_LABELS,
  type Block,
  type BlockLabel,
  type BlockPlace,
  type ColumnName,
  type NumberedEntry,
} from './block.js';
import type { Column } from './column.js';
import { columnBytes, columnOfBytes } from './column-bytes.js';

/** Of which entries. */
export type BlockType = UsageEntry['type'];

/** A block that is kept in the database. */
export interface StoredBlock extends BlockPlace {
  readonly key: number;
  /** Columns that are the same number all over; they have no bytes of their own. */
  readonly fixed: ReadonlyMap<ColumnName, Column>;
}

/** Rows of the tables of blocks, ready to insert; their block still has no key. */
export interface BlockRows {
  readonly place: {
    readonly type: BlockType;
    readonly first_id: number;
    readonly last_id: number;
    readonly entries: number;
    readonly min_at: number;
    readonly max_at: number;
    readonly fixed: string;
  };
  readonly columns: readonly (readonly [name: string, bytes: Uint8Array])[];
}

/** What to insert for a block. */
export function blockRows(type: BlockType, block: Block): BlockRows {
  const columns: (readonly [string, Uint8Array])[] = [];
  const fixed: Record<string, number> = {};
  for (const [name, column] of block.columns) {
    if (column.steps === undefined && column.names === undefined) fixed[name] = column.base;
    else columns.push([name, columnBytes(column)]);
  }
  const { firstId, lastId, rows, minAt, maxAt } = block;
  const place = { type, first_id: firstId, last_id: lastId, entries: rows, min_at: minAt, max_at: maxAt };
  return { place: { ...place, fixed: JSON.stringify(fixed) }, columns };
}

/** The table of a type of entries. */
export function tableOf(type: BlockType): 'usage_attempts' | 'usage_calls' {
  return type === 'attempt' ? 'usage_attempts' : 'usage_calls';
}

const LABEL_FIELDS: Readonly<Record<BlockLabel, string>> = {
  ...{ provider: 'provider', model: 'model', key: 'keyId', kind: 'kind', user: 'user', agent: 'agent', job: 'job' },
  ...{ document: 'document', task: 'task', outcome: 'outcome' },
};
/** What entries count by. */
const MEASURED_FIELDS = [
  ...['outcome', 'probe', 'fallback', 'estimated', 'queuedMs', 'waitedMs', 'durationMs', 'firstTokenMs'],
  ...['inputTokens', 'cachedTokens', 'outputTokens', 'reasoningTokens', 'costNanoUsd'],
];

/** The columns of entries that columns of blocks are made of. */
function sourceColumns(type: BlockType, names: ReadonlySet<ColumnName>): readonly (readonly [string, string])[] {
  const fields = new Set<string>([
    'at',
    ...BLOCK_LABELS.flatMap((label) => (names.has(label) ? LABEL_FIELDS[label] : [])),
  ]);
  if (USAGE_MEASURES.some((measure) => names.has(measure))) for (const field of MEASURED_FIELDS) fields.add(field);
  const columns: readonly (readonly [string, string])[] = type === 'attempt' ? ATTEMPT_COLUMNS : CALL_COLUMNS;
  return columns.filter(([field]) => fields.has(field));
}

const ALL_NAMES: ReadonlySet<ColumnName> = new Set([...BLOCK_LABELS, ...USAGE_MEASURES]);

/** Entries of a stretch of ids, in their order, as far as blocks are made of them. */
export async function readEntries(
  db: Kysely<UsageSchema>,
  type: BlockType,
  of: {
    readonly after: number;
    readonly upTo?: number;
    /** Only from before this, in epoch ms. */
    readonly before?: number;
    /** @default all */
    readonly limit?: number;
    /** Only these. */
    readonly ids?: readonly number[];
    /** Only as far as these columns of blocks are made of them. */
    readonly names?: ReadonlySet<ColumnName>;
  },
): Promise<readonly NumberedEntry[]> {
  const { after, upTo, before, ids, limit, names = ALL_NAMES } = of;
  const columns = sourceColumns(type, names);
  let select = db
    .selectFrom(tableOf(type))
    .select(['id', ...columns.map(([, column]) => column)] as never)
    .where('id', '>', after)
    .orderBy('id');
  if (limit !== undefined) select = select.limit(limit);
  if (upTo !== undefined) select = select.where('id', '<=', upTo);
  if (ids !== undefined) select = select.where('id', 'in', ids);
  if (before !== undefined) select = select.where('at', '<', before);
  const rows = (await select.execute()) as readonly Readonly<Record<string, unknown>>[];
  return rows.map((row) => ({ id: Number(row['id']), entry: entryOf(type, row, columns) }));
}

/** The blocks there are, in the order of their ids. */
export async function readPlaces(db: Kysely<UsageSchema>, type: BlockType): Promise<readonly StoredBlock[]> {
  const rows = await db.selectFrom('usage_blocks').selectAll().where('type', '=', type).orderBy('last_id').execute();
  return rows.map((row) => ({
    key: Number(row.key),
    firstId: Number(row.first_id),
    lastId: Number(row.last_id),
    rows: Number(row.entries),
    minAt: Number(row.min_at),
    maxAt: Number(row.max_at),
    fixed: new Map(
      Object.entries(JSON.parse(row.fixed) as Record<ColumnName, number>).map(([name, base]) => [
        name as ColumnName,
        { base },
      ]),
    ),
  }));
}

/** Blocks with some of their columns. */
export async function readBlocks(
  db: Kysely<UsageSchema>,
  places: readonly StoredBlock[],
  of: { readonly names: readonly ColumnName[]; readonly flavour: SqlFlavour },
): Promise<readonly Block[]> {
  const columns = new Map(places.map((place) => [place.key, new Map(place.fixed)]));
  const { cache, unpacked } = of.flavour;
  for (const [block, found] of columns) {
    for (const name of of.names) {
      const column = cache?.get(block, name);
      if (column !== undefined) found.set(name, column);
    }
  }
  const missing = [...columns].filter(([, found]) => of.names.some((name) => !found.has(name))).map(([block]) => block);
  if (missing.length > 0) {
    const rows = await db
      .selectFrom('usage_block_columns')
      .select(['block', 'name', 'data'])
      .where('name', 'in', of.names)
      .where('block', 'in', missing)
      .execute();
    for (const { block, name, data } of rows) {
      const column = columnOfBytes(unpacked(data));
      columns.get(Number(block))?.set(name as ColumnName, column);
      cache?.set(Number(block), name, column);
    }
  }
  return places.map((place) => ({ ...place, columns: columns.get(place.key) ?? new Map() }));
}

/** Writes a block, in the transaction of its entries. */
export async function writeBlock(
  db: Kysely<UsageSchema>,
  { place, columns }: BlockRows,
  { packed }: SqlFlavour,
): Promise<void> {
  const { key } = await db.insertInto('usage_blocks').values(place).returning('key').executeTakeFirstOrThrow();
  await db
    .insertInto('usage_block_columns')
    .values(columns.map(([name, bytes]) => ({ name, block: Number(key), data: packed(bytes) })))
    .execute();
}

/** Removes a block; its entries stay. */
export async function removeBlock(db: Kysely<UsageSchema>, key: number): Promise<void> {
  await db.deleteFrom('usage_block_columns').where('block', '=', key).execute();
  await db.deleteFrom('usage_blocks').where('key', '=', key).execute();
}

/** The measures of a type of entries: the others are 0. */
export function measuresOf(type: BlockType): readonly UsageMeasure[] {
  const ofCalls: readonly UsageMeasure[] = ['calls', 'failedCalls'];
  return type === 'call' ? ofCalls : USAGE_MEASURES.filter((measure) => !ofCalls.includes(measure));
}
