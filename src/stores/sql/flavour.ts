import { sql, type Kysely } from 'kysely';
import { BLOCK_ROWS } from './blocks/block.js';
import type { ColumnCache } from './blocks/column-cache.js';
import type { UsageSchema } from './schema.js';

/** Where databases differ. */
export interface SqlFlavour {
  readonly name: 'sqlite' | 'postgres';
  /** A type of 64 bits. */
  readonly integer: 'integer' | 'bigint';
  /** How many entries make a block. Those that came later are read one by one. */
  readonly blockSize: number;
  readonly bytes: 'blob' | 'text';
  /** The function that makes JSON of values: one text is read many times faster than as many numbers. */
  readonly jsonArray: 'json_array' | 'json_build_array';
  /** Bytes as a parameter. */
  packed(bytes: Uint8Array): Uint8Array | string;
  /** The bytes of a result. */
  unpacked(value: unknown): Uint8Array;
  /** All that `work` reads is of one moment. */
  snapshot<Value>(db: Kysely<UsageSchema>, work: Work<Value>): Promise<Value>;
  /** Of a store that is open. */
  readonly cache?: ColumnCache;
  /** How many bytes are in use, where a bound can be measured by that. */
  usedBytes?(db: Kysely<UsageSchema>): Promise<number>;
  /** A transaction beside which no other one writes: the numbers of entries are in the order in which they are there. */
  alone<Value>(db: Kysely<UsageSchema>, work: Work<Value>): Promise<Value>;
}

type Work<Value> = (db: Kysely<UsageSchema>) => Promise<Value>;

/** Any number, the same everywhere. */
const LOCK = 7_216_403_951;

export const SQLITE: SqlFlavour = {
  name: 'sqlite',
  integer: 'integer',
  blockSize: BLOCK_ROWS,
  bytes: 'blob',
  jsonArray: 'json_array',
  packed: (bytes) => bytes,
  unpacked: (value) => value as Uint8Array,
  snapshot: (db, work) =>
    db.connection().execute(async (connection) => {
      // The transactions of kysely are those that write here.
      await sql`begin deferred`.execute(connection);
      try {
        return await work(connection);
      } finally {
        await sql`commit`.execute(connection);
      }
    }),
  async usedBytes(db) {
    const { rows } = await sql<{ bytes: number }>`
      select (page_count - freelist_count) * page_size as bytes
      from pragma_page_count, pragma_freelist_count, pragma_page_size`.execute(db);
    return Number(rows[0]?.bytes ?? 0);
  },
  // It takes the lock of the file at once.
  alone: (db, work) => db.transaction().execute(work),
};

/** `pg` reads every value as text, and `bytea` comes as two letters a byte: base64 is a third shorter, and faster to read. */
export const POSTGRES: SqlFlavour = {
  name: 'postgres',
  integer: 'bigint',
  blockSize: BLOCK_ROWS,
  bytes: 'text',
  jsonArray: 'json_build_array',
  packed: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  unpacked: (value) => Buffer.from(value as string, 'base64'),
  snapshot: (db, work) =>
    db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
  alone: (db, work) =>
    db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(transaction);
      return work(transaction);
    }),
};
