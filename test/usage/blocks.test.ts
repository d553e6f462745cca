import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CleanUpRule, UsageStore } from '../../src/core/usage-store.js';
import { memoryUsageStore } from '../../src/stores/memory.js';
import { sqliteUsageStore } from '../../src/stores/sqlite.js';
import { temporaryFolder } from './support/folder.js';
import { START } from './support/entries.js';
import { manyEntries } from './support/many-entries.js';
import { expectSamePages, expectSameSums } from './support/same-answers.js';
import { SQLITE_SKIPPED, sqliteForTests } from './support/sqlite.js';

const driver = await sqliteForTests();
const UTC = [{ from: 0, offsetMs: 0 }];
const ENTRIES = manyEntries(8_000);

describe.skipIf(driver === undefined)(
  driver === undefined ? SQLITE_SKIPPED : 'SQLite over several blocks of entries',
  () => {
    const open = async (file: string): Promise<UsageStore> => {
      const store = sqliteUsageStore({ file, driver: driver! });
      await store.open();
      return store;
    };
    const fill = async (stores: readonly UsageStore[]): Promise<void> => {
      for (let start = 0; start < ENTRIES.length; start += 700) {
        const batch = ENTRIES.slice(start, start + 700);
        for (const store of stores) await store.write(batch.filter(({ run }) => run === 'run-0'));
        for (const store of [...stores].reverse()) await store.write(batch.filter(({ run }) => run === 'run-1'));
      }
    };

    it('answers every question as a store that looks at each entry', { timeout: 120_000 }, async () => {
      const reference = memoryUsageStore();
      const store = await open(join(temporaryFolder(), 'usage.sqlite'));
      await fill([reference, store]);
      await expectSameSums(store, reference);
      await expectSamePages(store, reference);
      await store.close();
    });

    it('answers the same where two processes write by turns', { timeout: 120_000 }, async () => {
      const file = join(temporaryFolder(), 'usage.sqlite');
      const reference = memoryUsageStore();
      const [one, other] = [await open(file), await open(file)];
      for (let start = 0; start < ENTRIES.length; start += 500) {
        const batch = ENTRIES.slice(start, start + 500);
        await reference.write(batch);
        await (start % 1_500 === 0 ? other : one).write(batch);
      }
      await expectSameSums(one, reference);
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
        await expectSamePages(store, reference);
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
