import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CleanUpRule, SumsRow, UsageStore } from '../../src/core/usage-store.js';
import { memoryUsageStore } from '../../src/stores/memory.js';
import { BLOCK_ROWS } from '../../src/stores/sql/blocks/block.js';
import { SQLITE } from '../../src/stores/sql/flavour.js';
import { SqliteStore } from '../../src/stores/sql/sqlite-store.js';
import { temporaryFolder } from './support/folder.js';
import { START } from './support/entries.js';
import { manyEntries } from './support/many-entries.js';
import { expectSamePages, expectSameSums } from './support/same-answers.js';
import { SQLITE_SKIPPED, sqliteForTests } from './support/sqlite.js';

const driver = await sqliteForTests();
const UTC = [{ from: 0, offsetMs: 0 }];
/** Small, since the store that is compared to looks at each entry for each of a thousand questions. */
const BLOCK_SIZE = 128;
const ENTRIES = manyEntries(600);

describe.skipIf(driver === undefined)(
  driver === undefined ? SQLITE_SKIPPED : 'SQLite over several blocks of entries',
  () => {
    const open = async (file: string, blockSize = BLOCK_SIZE): Promise<UsageStore> => {
      const store = new SqliteStore(file, driver!, { access: 'write', flavour: { ...SQLITE, blockSize } });
      await store.open();
      return store;
    };
    const fill = async (stores: readonly UsageStore[]): Promise<void> => {
      for (let start = 0; start < ENTRIES.length; start += 90) {
        const batch = ENTRIES.slice(start, start + 90);
        for (const store of stores) await store.write(batch.filter(({ run }) => run === 'run-0'));
        for (const store of [...stores].reverse()) await store.write(batch.filter(({ run }) => run === 'run-1'));
      }
    };

    it('answers every question as a store that looks at each entry', async () => {
      const reference = memoryUsageStore();
      const store = await open(join(temporaryFolder(), 'usage.sqlite'));
      await fill([reference, store]);
      await expectSameSums(store, reference);
      await expectSamePages(store, reference, { blockSize: BLOCK_SIZE });
      await store.close();
    });

    it('answers the same over blocks of their full size', async () => {
      const entries = manyEntries(Math.ceil(BLOCK_ROWS * 0.9));
      const reference = memoryUsageStore();
      const store = await open(join(temporaryFolder(), 'usage.sqlite'), BLOCK_ROWS);
      for (const of of [reference, store]) {
        for (let start = 0; start < entries.length; start += 1_000) await of.write(entries.slice(start, start + 1_000));
      }
      const queries = [
        { by: 'model', where: { agent: 'editor' } },
        { by: 'all', where: { user: 'anna' }, from: START + 3 * 86_400_000, days: UTC },
        { by: 'document', where: { job: 'job-3', provider: 'openai' } },
      ] as const;
      for (const query of queries) expect(sorted(await store.sums(query))).toEqual(sorted(await reference.sums(query)));
      const page = { where: { model: 'large' }, limit: 20, offset: 3_000 };
      expect((await store.attempts(page)).entries).toEqual((await reference.attempts(page)).entries);
      await store.close();
    });

    it.each([
      ['of all time', {}],
      ['of a filter', { where: { model: 'large' } }],
      ['of some hours', { from: START + 900_000, to: START + 7 * 3_600_000 }],
    ])('refuses a report of more rows than are wanted, %s', async (_, query) => {
      const store = await open(join(temporaryFolder(), 'usage.sqlite'));
      await fill([store]);
      const all = await store.sums({ by: 'document', ...query });
      expect(all.length).toBeGreaterThan(12);
      await expect(store.sums({ by: 'document', ...query, mostRows: 12 })).rejects.toThrow(
        /^The report would have more than 12 rows\. Ask for a shorter stretch of time, or with a filter/,
      );
      expect(await store.sums({ by: 'document', ...query, mostRows: all.length })).toHaveLength(all.length);
      await store.close();
    });

    it('answers the same where two processes write by turns', async () => {
      const file = join(temporaryFolder(), 'usage.sqlite');
      const reference = memoryUsageStore();
      const [one, other] = [await open(file), await open(file)];
      for (let start = 0; start < ENTRIES.length; start += 60) {
        const batch = ENTRIES.slice(start, start + 60);
        await reference.write(batch);
        await (start % 180 === 0 ? other : one).write(batch);
      }
      await expectSameSums(one, reference, { questions: 'a third' });
      await one.close();
      await other.close();
    });

    it.each([
      ['old ones', { before: START + 4 * 86_400_000 + 12_345 }],
      ['all', { before: START + 400 * 86_400_000 }],
    ])(
      'keeps the sums of every dimension when %s are removed',
      { timeout: 120_000 },
      async (_, rule: Partial<CleanUpRule>) => {
        const reference = memoryUsageStore();
        const store = await open(join(temporaryFolder(), 'usage.sqlite'));
        await fill([reference, store]);
        const whole = { ...rule, sumsBefore: START + 2 * 86_400_000, days: UTC };
        expect(await store.cleanUp(whole)).toEqual(await reference.cleanUp(whole));
        await expectSamePages(store, reference, { blockSize: BLOCK_SIZE });
        for (const by of ['all', 'user', 'model', 'document', 'kind'] as const) {
          for (const days of [undefined, UTC]) {
            const ask = async (of: UsageStore) => (await of.sums({ by, ...(days && { days }) })).length;
            expect(await ask(store)).toBe(await ask(reference));
          }
        }
        const range = { from: START + 3 * 86_400_000 };
        const requests = async (of: UsageStore) =>
          (await of.sums({ by: 'model', ...range })).map(({ name, sums }) => [name, sums.requests]).sort();
        expect(await requests(store)).toEqual(await requests(reference));
        await store.close();
      },
    );
  },
);

function sorted(rows: readonly SumsRow[]): readonly SumsRow[] {
  return rows.toSorted((a, b) => compare(a.day ?? 0, b.day ?? 0) || compare(a.name ?? '', b.name ?? ''));
}

function compare<Value extends string | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
