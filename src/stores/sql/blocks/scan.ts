import type { Kysely } from 'kysely';
import type { SumsQuery, SumsRow } from '../../../core/usage-store.js';
import type { SqlFlavour } from '../flavour.js';
import type { UsageSchema } from '../schema.js';
import { blockOf, type Block, type BlockPlace, type ColumnName } from './block.js';
import { blocksOfPage, idsOfPage, type Counted, type PageRange } from './block-page.js';
import { BlockSums } from './block-sums.js';
import { measuresOf, readBlocks, readEntries, readPlaces, type BlockType, type StoredBlock } from './block-table.js';
import { isInside, labelsOf, overlaps, pickRows, type PickedRows, type RowFilter } from './pick-rows.js';

/** So many blocks are read at once: a few megabytes. */
const BLOCKS_AT_ONCE = 64;
/** Of a block. */
const FEW_ROWS = 16;

/** What reads blocks: all of one moment. */
export interface BlockReader {
  readonly db: Kysely<UsageSchema>;
  readonly type: BlockType;
  readonly flavour: SqlFlavour;
}

/** Adds up the entries that are kept. */
export async function scanSums(reader: BlockReader, query: SumsQuery): Promise<readonly SumsRow[]> {
  const sums = new BlockSums(query);
  const grouped: readonly ColumnName[] = query.by === 'all' ? [] : [query.by];
  const timed: readonly ColumnName[] = query.days === undefined ? [] : ['at'];
  const measured = measuresOf(reader.type);
  const { stored, rest } = await placesOf(reader, query, [...grouped, ...measured]);
  for (const places of parts(stored)) {
    const blocks = await readPicking({ reader, places, filter: query, names: [...grouped, ...timed] });
    const picked = blocks.map((block) => pickRows(block, query));
    const found = blocks.map((block, index) => ({
      block,
      picked: picked[index] as PickedRows,
      place: places[index] as StoredBlock,
    }));
    await addPicked(
      { reader, query, sums },
      found.filter(({ picked: { count } }) => count > 0),
    );
  }
  if (rest !== undefined) sums.add(rest, pickRows(rest, query));
  return sums.rows();
}

interface Found {
  readonly place: StoredBlock;
  readonly block: Block;
  readonly picked: PickedRows;
}

async function addPicked(
  { reader, query, sums }: { readonly reader: BlockReader; readonly query: SumsQuery; readonly sums: BlockSums },
  found: readonly Found[],
): Promise<void> {
  const { db, type, flavour } = reader;
  const measured = measuresOf(type);
  const ids = fewIds(found);
  if (ids !== undefined && ids.length > 0) {
    const names = new Set<ColumnName>([...(query.by === 'all' ? [] : [query.by]), ...measured]);
    const few = blockOf(await readEntries(db, type, { after: 0, ids, names }), names);
    sums.add(few, { count: few.rows, rows: undefined });
    return;
  }
  const places = found.map(({ place }) => place);
  const measures = await readBlocks(db, places, { names: measured, flavour });
  for (const [index, { block, picked }] of found.entries()) {
    sums.add({ ...block, columns: new Map([...block.columns, ...(measures[index]?.columns ?? [])]) }, picked);
  }
}

/** The ids of what was found, where it is so little that to read it by itself is faster than whole columns. */
function fewIds(found: readonly Found[]): readonly number[] | undefined {
  const ids: number[] = [];
  for (const { place, picked } of found) {
    const isWhole = place.lastId - place.firstId + 1 === place.rows;
    if (!isWhole || picked.rows === undefined || picked.count > FEW_ROWS) return undefined;
    for (const row of picked.rows.subarray(0, picked.count)) ids.push(place.firstId + row);
  }
  return ids;
}

/** How many entries a filter picks, and the ids of one page of them, the newest first. */
export async function scanPage(
  reader: BlockReader,
  filter: RowFilter,
  range: PageRange,
): Promise<{ readonly total: number; readonly ids: readonly number[] }> {
  const { stored, rest } = await placesOf(reader, filter, []);
  const counted: Counted[] = [];
  for (const places of parts(stored)) {
    const blocks = await readPicking({ reader, places, filter, names: [] });
    for (const [index, place] of places.entries()) {
      counted.push({ place, count: pickRows(blocks[index] as Block, filter).count });
    }
  }
  if (rest !== undefined) counted.push({ place: rest, count: pickRows(rest, filter).count });
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  const { places, skipped } = blocksOfPage(counted, range);
  const ofPage = new Set<BlockPlace>(places);
  const blocks: Block[] = rest !== undefined && ofPage.has(rest) ? [rest] : [];
  for (const some of parts(stored.filter((place) => ofPage.has(place)))) {
    blocks.push(...(await readPicking({ reader, places: some, filter, names: ['at', 'id'] })));
  }
  const found = blocks.map((block) => ({ block, picked: pickRows(block, filter) }));
  return { total, ids: idsOfPage(found, { limit: range.limit, offset: range.offset - skipped }) };
}

/** The blocks that may have what is asked for, and the entries that are in none yet. */
async function placesOf(
  { db, type }: BlockReader,
  filter: RowFilter,
  names: readonly ColumnName[],
): Promise<{ readonly stored: readonly StoredBlock[]; readonly rest: Block | undefined }> {
  const all = await readPlaces(db, type);
  const wanted = new Set<ColumnName>([...labelsOf(filter), ...names]);
  const after = all.at(-1)?.lastId ?? 0;
  const entries = await readEntries(db, type, { after, names: wanted });
  const rest = entries.length === 0 ? undefined : blockOf(entries, wanted);
  return {
    stored: all.filter((place) => overlaps(place, filter)),
    rest: rest !== undefined && overlaps(rest, filter) ? rest : undefined,
  };
}

function readPicking(of: {
  readonly reader: BlockReader;
  readonly places: readonly StoredBlock[];
  readonly filter: RowFilter;
  readonly names: readonly ColumnName[];
}): Promise<readonly Block[]> {
  const { reader, places, filter, names } = of;
  const timed: readonly ColumnName[] = places.every((place) => isInside(place, filter)) ? [] : ['at'];
  const wanted = new Set<ColumnName>([...labelsOf(filter), ...timed, ...names]);
  return readBlocks(reader.db, places, { names: [...wanted], flavour: reader.flavour });
}

function* parts(places: readonly StoredBlock[]): Generator<readonly StoredBlock[]> {
  for (let start = 0; start < places.length; start += BLOCKS_AT_ONCE) yield places.slice(start, start + BLOCKS_AT_ONCE);
}
