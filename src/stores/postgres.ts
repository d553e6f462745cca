import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import * as z from 'zod/mini';
import { checkOptions, field } from '../core/check-options.js';
import type { UsageEntry } from '../core/usage-entry.js';
import type { StoreNotice, UsageStore } from '../core/usage-store.js';
import { Sealer } from './sql/blocks/seal.js';
import { cleanUp } from './sql/clean-up.js';
import { queryAttempts, queryCalls } from './sql/entries-query.js';
import { ColumnCache } from './sql/blocks/column-cache.js';
import { POSTGRES, type SqlFlavour } from './sql/flavour.js';
import { migrate } from './sql/migrations.js';
import { ATTEMPT_COLUMNS, CALL_COLUMNS, entryRow } from './sql/rows.js';
import type { UsageSchema } from './sql/schema.js';
import { sumsOfBatch } from './sql/batch-sums.js';
import { addSumsQuery, splitByRun } from './sql/statements.js';
import { querySums } from './sql/sums-query.js';

/** A `Pool` of `pg`, or what is like one. */
export interface PostgresPoolLike {
  connect(): Promise<unknown>;
  end(): Promise<void>;
}

/** Options of {@link postgresUsageStore}: where the database is. */
export type PostgresUsageStoreOptions =
  | {
      /** `postgresql://user:password@host/database`; never shown. Needs the package `pg`. */
      readonly connectionString: string;
      readonly pool?: never;
    }
  | {
      /** A pool of `pg` of your own. The store does not end it. */
      readonly pool: PostgresPoolLike;
      readonly connectionString?: never;
    };

/** PostgreSQL takes 65,535 values in a statement. */
const ROWS_AT_ONCE = 1_000;

/**
 * A store in PostgreSQL, for many processes. Its tables (`usage_…`) are made and brought up to date by themselves.
 * @throws TypeError where an option is wrong
 */
export function postgresUsageStore(options: PostgresUsageStoreOptions): UsageStore {
  const schema = z
    .strictObject({
      connectionString: z.optional(field((value) => typeof value === 'string' && value !== '', 'a postgresql:// URL')),
      pool: z.optional(
        field(
          (value) => typeof (value as Partial<PostgresPoolLike> | undefined)?.connect === 'function',
          'a pool of pg',
        ),
      ),
    })
    .check(
      z.refine(
        ({ connectionString, pool }) => (connectionString === undefined) !== (pool === undefined),
        'an object with either `connectionString` or `pool`',
      ),
    );
  checkOptions(options, { subject: 'postgresUsageStore()', schema, secrets: ['connectionString', 'pool'] });
  return new PostgresStore(options);
}

class PostgresStore implements UsageStore {
  readonly name = 'PostgreSQL';
  readonly #options: PostgresUsageStoreOptions;
  readonly #flavour: SqlFlavour = { ...POSTGRES, cache: new ColumnCache() };
  readonly #sealer = new Sealer(POSTGRES);
  #db: Kysely<UsageSchema> | undefined;

  constructor(options: PostgresUsageStoreOptions) {
    this.#options = options;
  }

  async open(): Promise<readonly StoreNotice[]> {
    if (this.#db !== undefined) return [];
    const pool = await this.#pool();
    const db = new Kysely<UsageSchema>({ dialect: new PostgresDialect({ pool: pool as PostgresPool }) });
    try {
      await migrate(db, POSTGRES);
    } catch (cause) {
      await db.destroy().catch(() => undefined);
      throw new Error(`PostgreSQL can't be used: ${describe(cause)}`, { cause });
    }
    this.#db = db;
    return [];
  }

  async write(entries: readonly UsageEntry[]): Promise<void> {
    const opened = this.#opened();
    await POSTGRES.alone(opened, async (db) => {
      const isNew: UsageEntry[] = [];
      for (const [run, ofRun] of splitByRun(entries)) isNew.push(...(await fresh(db, run, ofRun)));
      const attempts = isNew
        .filter((entry) => entry.type === 'attempt')
        .map((entry) => entryRow(entry, ATTEMPT_COLUMNS));
      const calls = isNew.filter((entry) => entry.type === 'call').map((entry) => entryRow(entry, CALL_COLUMNS));
      for (const rows of chunks(attempts))
        await db
          .insertInto('usage_attempts')
          .values(rows as never)
          .execute();
      for (const rows of chunks(calls))
        await db
          .insertInto('usage_calls')
          .values(rows as never)
          .execute();
      for (const rows of chunks(sumsOfBatch(isNew))) await addSumsQuery(db, rows).execute();
    });
    await this.#sealer.afterWrite(opened, { entries: entries.length });
  }

  async sums(query: Parameters<UsageStore['sums']>[0]): ReturnType<UsageStore['sums']> {
    return querySums(this.#opened(), query, this.#flavour);
  }

  async attempts(query: Parameters<UsageStore['attempts']>[0]): ReturnType<UsageStore['attempts']> {
    return queryAttempts({ db: this.#opened(), flavour: this.#flavour }, query);
  }

  async calls(query: Parameters<UsageStore['calls']>[0]): ReturnType<UsageStore['calls']> {
    return queryCalls({ db: this.#opened(), flavour: this.#flavour }, query);
  }

  async cleanUp(rule: Parameters<UsageStore['cleanUp']>[0]): ReturnType<UsageStore['cleanUp']> {
    return cleanUp(this.#opened(), rule, this.#flavour);
  }

  async close(): Promise<void> {
    const db = this.#db;
    this.#db = undefined;
    await db?.destroy();
  }

  async #pool(): Promise<PostgresPoolLike> {
    const { pool, connectionString } = this.#options;
    // kysely ends its pool when it is destroyed; a pool of the user's own is not ours to end.
    if (pool !== undefined) return { connect: () => pool.connect(), end: async () => undefined };
    const pg = await import('pg').catch((cause: unknown) => {
      throw new Error('The package `pg` is not installed: `npm install pg`.', { cause });
    });
    const own = new pg.default.Pool({
      connectionString,
      max: 4,
      allowExitOnIdle: true,
      connectionTimeoutMillis: 10_000,
    });
    // A server that ends an idle connection is no reason to end the process; the next statement tells.
    own.on('error', () => undefined);
    return own;
  }

  #opened(): Kysely<UsageSchema> {
    if (this.#db === undefined) throw new Error('PostgreSQL is not open: call open() first.');
    return this.#db;
  }
}

async function fresh(
  db: Kysely<UsageSchema>,
  run: string,
  entries: readonly UsageEntry[],
): Promise<readonly UsageEntry[]> {
  const row = await db
    .selectFrom('usage_runs')
    .select('last_seq')
    .where('run', '=', run)
    .forUpdate()
    .executeTakeFirst();
  const after = Number(row?.last_seq ?? -1);
  const isNew = entries.filter(({ seq }) => seq > after);
  const last = isNew.at(-1);
  if (last === undefined) return [];
  await db
    .insertInto('usage_runs')
    .values({ run, last_seq: last.seq, at: last.at })
    .onConflict((conflict) => conflict.column('run').doUpdateSet({ last_seq: last.seq, at: last.at }))
    .execute();
  return isNew;
}

function chunks<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, index) =>
    rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE),
  );
}

/** An `AggregateError` of a connection that failed to every address has no message of its own. */
function describe(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(describe).join('; ');
  return cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
}
