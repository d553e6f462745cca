import { join } from 'node:path';
import { describe, test } from 'vitest';
import { sqliteUsageStore } from '../../src/stores/sqlite.js';
import { testUsageStore } from '../../src/testing/usage-store-contract.js';
import { SQLITE_SKIPPED, sqliteForTests } from './support/sqlite.js';
import { temporaryFolder } from './support/folder.js';

const driver = await sqliteForTests();

describe.skipIf(driver === undefined)(driver === undefined ? SQLITE_SKIPPED : 'SQLite', () => {
  const store = (file: string) => sqliteUsageStore({ file, ...(driver === undefined ? {} : { driver }) });
  testUsageStore(test, {
    name: 'sqliteUsageStore()',
    create: async () => store(join(temporaryFolder(), 'usage.sqlite')),
  });
});
