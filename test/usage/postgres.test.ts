import pg from 'pg';
import { afterAll, describe, expect, it, test } from 'vitest';
import { postgresUsageStore } from '../../src/stores/postgres.js';
import { testUsageStore } from '../../src/testing/usage-store-contract.js';
import { attempts } from './support/entries.js';

const url = process.env['USAGE_TEST_POSTGRES'];
const SKIPPED = 'SKIPPED: no PostgreSQL: `npx tsx scripts/with-postgres.ts npx vitest run test/usage` starts one';

describe.skipIf(url === undefined)(url === undefined ? SKIPPED : 'PostgreSQL', () => {
  const admin = new pg.Pool({ connectionString: url, max: 1, allowExitOnIdle: true });
  let databases = 0;

  /** The address of a database of its own. */
  async function freshDatabase(): Promise<string> {
    databases += 1;
    const name = `usage_${process.pid}_${databases}`;
    await admin.query(`create database ${name}`);
    return (url ?? '').replace(/[^/]*$/, name);
  }

  afterAll(async () => {
    await admin.end();
  });

  testUsageStore(test, {
    name: 'postgresUsageStore()',
    create: async () => postgresUsageStore({ connectionString: await freshDatabase() }),
  });

  it('makes its tables once, however many processes begin at the same time', async () => {
    const connectionString = await freshDatabase();
    const stores = Array.from({ length: 4 }, () => postgresUsageStore({ connectionString }));
    await Promise.all(stores.map((store) => store.open()));
    await Promise.all(stores.map((store, index) => store.write(attempts(50, { run: `run-${index}` }))));
    const [row] = (await stores[0]?.sums({ by: 'all' })) ?? [];
    expect(row?.sums.requests).toBe(200);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('works over a pool of the user, and leaves it open', async () => {
    const pool = new pg.Pool({ connectionString: await freshDatabase() });
    const store = postgresUsageStore({ pool });
    await store.open();
    await store.write(attempts(3));
    await store.close();
    const { rows } = await pool.query<{ count: string }>('select count(*) from usage_attempts');
    expect(rows[0]?.count).toBe('3');
    await pool.end();
  });

  it('refuses tables of a newer version', async () => {
    const connectionString = await freshDatabase();
    const first = postgresUsageStore({ connectionString });
    await first.open();
    await first.close();
    const pool = new pg.Pool({ connectionString });
    await pool.query(`insert into usage_migrations values ('9999_later', '2030-01-01')`);
    await pool.end();
    await expect(postgresUsageStore({ connectionString }).open()).rejects.toThrow(
      /newer version .*9999_later.* Update/,
    );
  });

  it('says what is wrong where no server is', async () => {
    const store = postgresUsageStore({ connectionString: 'postgresql://user:secret-word@127.0.0.1:1/none' });
    const error = await store.open().catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/PostgreSQL can't be used: .*ECONNREFUSED/);
    expect(String(error)).not.toContain('secret-word');
  });
});
