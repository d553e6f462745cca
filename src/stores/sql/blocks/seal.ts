import type { Kysely } from 'kysely';
import type { SqlFlavour } from '../flavour.js';
import type { UsageSchema } from '../schema.js';
import { blockOf, type NumberedEntry } from './block.js';
import { LatestEntries } from './latest-entries.js';
import { blockRows, readEntries, removeBlock, tableOf, writeBlock, type BlockType } from './block-table.js';

/** After so many entries it is time to look whether there are enough for a block. */
const LOOK_AFTER = 256;

/**
 * Makes blocks of the entries that are in none, as long as there are enough. In a transaction that no other one writes
 * beside: else one could come later with smaller ids.
 */
async function sealBlocks(
  db: Kysely<UsageSchema>,
  { type, flavour, latest }: { readonly type: BlockType; readonly flavour: SqlFlavour; readonly latest: LatestEntries },
): Promise<void> {
  const { blockSize } = flavour;
  for (;;) {
    const after = await lastInBlock(db, type);
    const newest = await db
      .selectFrom(tableOf(type))
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirst();
    if (Number(newest?.id ?? 0) - after < blockSize) return;
    const known = latest.after(after, blockSize);
    const isWhole = known !== undefined && (await areThere(db, type, { after, upTo: after + blockSize }));
    const entries = isWhole ? known : await readEntries(db, type, { after, limit: blockSize });
    // Ids are left out where a transaction failed.
    if (entries.length < blockSize) return;
    await writeBlock(db, blockRows(type, blockOf(entries)), flavour);
  }
}

/** Whether all entries of a stretch of ids are there: a clean-up may have removed some. */
async function areThere(
  db: Kysely<UsageSchema>,
  type: BlockType,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<boolean> {
  const row = await db
    .selectFrom(tableOf(type))
    .select(({ fn }) => fn.countAll().as('count'))
    .where('id', '>', after)
    .where('id', '<=', upTo)
    .executeTakeFirst();
  return Number(row?.count ?? 0) === upTo - after;
}

/**
 * Seals beside writing: blocks are only a faster way to what is written already. What stands in the way stands in the
 * way of the next batch as well, which tells.
 */
export class Sealer {
  readonly #flavour: SqlFlavour;
  readonly #latest: Readonly<Record<BlockType, LatestEntries>>;
  /** How many entries came since it looked; the first time it does not know. */
  #unseen = Number.POSITIVE_INFINITY;

  constructor(flavour: SqlFlavour) {
    this.#flavour = flavour;
    const { blockSize } = flavour;
    this.#latest = { attempt: new LatestEntries(blockSize), call: new LatestEntries(blockSize) };
  }

  /** `written`: the entries, where their ids are known. */
  async afterWrite(
    db: Kysely<UsageSchema>,
    { entries, written = [] }: { readonly entries: number; readonly written?: readonly NumberedEntry[] },
  ): Promise<void> {
    for (const numbered of written) this.#latest[numbered.entry.type].add(numbered);
    this.#unseen += entries;
    if (this.#unseen < LOOK_AFTER) return;
    this.#unseen = 0;
    try {
      for (const type of ['attempt', 'call'] as const) {
        await this.#flavour.alone(db, (alone) =>
          sealBlocks(alone, { type, flavour: this.#flavour, latest: this.#latest[type] }),
        );
      }
    } catch {
      this.#unseen = Number.POSITIVE_INFINITY;
    }
  }
}

/** The id of the last entry that is in a block; 0 where there is none. */
export async function lastInBlock(db: Kysely<UsageSchema>, type: BlockType): Promise<number> {
  const row = await db
    .selectFrom('usage_blocks')
    .select('last_id')
    .where('type', '=', type)
    .orderBy('last_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return Number(row?.last_id ?? 0);
}

/** Writes a block anew after some of its entries were removed, in their transaction. */
export async function shortenBlock(
  db: Kysely<UsageSchema>,
  { key, type }: { readonly key: number; readonly type: BlockType },
  flavour: SqlFlavour,
): Promise<void> {
  const place = await db.selectFrom('usage_blocks').selectAll().where('key', '=', key).executeTakeFirst();
  // Another process has done so.
  if (place === undefined) return;
  const after = Number(place.first_id) - 1;
  const kept = await readEntries(db, type, { after, upTo: Number(place.last_id) });
  await removeBlock(db, key);
  if (kept.length > 0) await writeBlock(db, blockRows(type, blockOf(kept)), flavour);
}
