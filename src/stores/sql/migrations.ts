import { type Kysely, type Migration, Migrator, sql, type CreateTableBuilder } from 'kysely';
import type { SqlFlavour } from './flavour.js';
import { SUM_COLUMNS, type UsageSchema } from './schema.js';

const MIGRATION_TABLE = 'usage_migrations';

function migrations({ name, integer, bytes }: SqlFlavour): Record<string, Migration> {
  const isSqlite = name === 'sqlite';

  // The numbers of blocks never come twice, even where the last one was removed.
  function numberedTable<Key extends string>(db: Kysely<unknown>, table: string, key: Key) {
    const base = db.schema.createTable(table);
    return isSqlite
      ? base.addColumn(key, 'integer', (column) =>
          key === 'key' ? column.primaryKey().autoIncrement() : column.primaryKey(),
        )
      : base.addColumn(key, 'bigint', (column) => column.generatedAlwaysAsIdentity().primaryKey());
  }

  function entryTable(db: Kysely<unknown>, table: string): CreateTableBuilder<string, string> {
    let builder: CreateTableBuilder<string, string> = numberedTable(db, table, 'id')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('seq', integer, (column) => column.notNull())
      .addColumn('at', integer, (column) => column.notNull())
      .addColumn('call_id', 'text', (column) => column.notNull())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull());
    for (const label of ['key_id', 'kind', 'user_label', 'agent', 'job', 'document', 'task']) {
      builder = builder.addColumn(label, 'text');
    }
    for (const duration of ['queued_ms', 'waited_ms', 'duration_ms']) {
      builder = builder.addColumn(duration, integer, (column) => column.notNull());
    }
    return builder.addColumn('cost_nano_usd', integer);
  }

  return {
    '0001_usage': {
      async up(db: Kysely<unknown>) {
        let attempts = entryTable(db, 'usage_attempts');
        for (const flag of ['attempt', 'probe', 'fallback', 'started_at', 'estimated']) {
          attempts = attempts.addColumn(flag, integer, (column) => column.notNull());
        }
        for (const count of ['first_token_ms', 'input_tokens', 'cached_tokens', 'output_tokens', 'reasoning_tokens']) {
          attempts = attempts.addColumn(count, integer);
        }
        for (const text of ['cost_source', 'finish_reason', 'metadata', 'prompt', 'answer']) {
          attempts = attempts.addColumn(text, 'text');
        }
        await attempts.execute();
        await entryTable(db, 'usage_calls')
          .addColumn('attempts', integer, (column) => column.notNull())
          .execute();
        for (const table of ['usage_attempts', 'usage_calls']) {
          await db.schema.createIndex(`${table}_at`).on(table).columns(['at', 'id']).execute();
          await db.schema.createIndex(`${table}_call`).on(table).column('call_id').execute();
        }
        let sums: CreateTableBuilder<string, string> = db.schema
          .createTable('usage_sums')
          .addColumn('dimension', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('slot', integer, (column) => column.notNull());
        for (const { column } of SUM_COLUMNS) sums = sums.addColumn(column, integer, (built) => built.notNull());
        sums = sums.addPrimaryKeyConstraint('usage_sums_key', ['dimension', 'name', 'slot'] as never);
        await (isSqlite ? sums.modifyEnd(sql`without rowid`) : sums).execute();
        await db.schema.createIndex('usage_sums_slot').on('usage_sums').columns(['dimension', 'slot']).execute();
        let blocks: CreateTableBuilder<string, string> = numberedTable(db, 'usage_blocks', 'key').addColumn(
          'type',
          'text',
          (column) => column.notNull(),
        );
        for (const column of ['first_id', 'last_id', 'entries', 'min_at', 'max_at']) {
          blocks = blocks.addColumn(column, integer, (built) => built.notNull());
        }
        await blocks.addColumn('fixed', 'text', (column) => column.notNull()).execute();
        await db.schema.createIndex('usage_blocks_last').on('usage_blocks').columns(['type', 'last_id']).execute();
        await db.schema
          .createTable('usage_block_columns')
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('block', integer, (column) => column.notNull())
          .addColumn('data', bytes, (column) => column.notNull())
          .addPrimaryKeyConstraint('usage_block_columns_key', ['name', 'block'])
          .execute();
        if (!isSqlite) {
          // Numbers don't get smaller by it, and to undo it takes time.
          await sql`alter table usage_block_columns alter column data set storage external`.execute(db);
        }
        await db.schema
          .createTable('usage_state')
          .addColumn('name', 'text', (column) => column.primaryKey())
          .addColumn('value', integer, (column) => column.notNull())
          .execute();
        await db.schema
          .createTable('usage_runs')
          .addColumn('run', 'text', (column) => column.primaryKey())
          .addColumn('last_seq', integer, (column) => column.notNull())
          .addColumn('at', integer, (column) => column.notNull())
          .execute();
      },
    },
  };
}

/** Earlier states of the first migration, from before there was a release: of other tables under the same names. */
const UNRELEASED: readonly string[] = ['0001_ledger'];

/**
 * Brings a database to this version's tables, under a lock: of several processes one does it.
 * @throws Error where the tables are a newer version's, or can't be made
 */
export async function migrate(db: Kysely<UsageSchema>, flavour: SqlFlavour): Promise<void> {
  const known = migrations(flavour);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => known },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  // A process that was first has made them, or they are not this version's: the table of migrations tells.
  refuseNewer(await executed(db), { known, cause: error });
  throw error instanceof Error ? error : new Error('The tables could not be made.', { cause: error });
}

/**
 * Looks whether a database that is only read has this version's tables.
 * @throws Error where it has none, or those of another version
 */
export async function requireTables(db: Kysely<UsageSchema>, flavour: SqlFlavour): Promise<void> {
  const known = migrations(flavour);
  const done = await executed(db);
  refuseNewer(done, { known, cause: undefined });
  if (done.length === 0) throw new Error('There is no ledger in it.');
  const missing = Object.keys(known).filter((name) => !done.includes(name));
  if (missing.length > 0) {
    throw new Error(
      `Its tables are from an older version of llm-resilience (without ${missing.join(', ')}), and it is only read here. Open it once to write.`,
    );
  }
}

function refuseNewer(
  done: readonly string[],
  { known, cause }: { readonly known: Readonly<Record<string, Migration>>; readonly cause: unknown },
): void {
  if (done.some((name) => UNRELEASED.includes(name))) {
    throw new Error(
      'Its tables (usage_…) are from a state of llm-resilience before its first release. Move the file away, or drop these tables: the ledger then begins new ones.',
      { cause },
    );
  }
  const newer = done.filter((name) => !(name in known));
  if (newer.length === 0) return;
  throw new Error(
    `Its tables are from a newer version of llm-resilience (${newer.join(', ')}). Update the library here, too, or use a database of its own.`,
    { cause },
  );
}

async function executed(db: Kysely<UsageSchema>): Promise<readonly string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)}`.execute(db);
    return rows.map(({ name }) => name);
  } catch {
    return [];
  }
}
