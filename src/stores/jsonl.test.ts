import { join } from 'node:path';
import { test } from 'vitest';
import { temporaryFolder } from '../../test/usage/support/folder.js';
import { testUsageStore } from '../testing/usage-store-contract.js';
import { jsonLinesUsageStore } from './jsonl.js';

testUsageStore(test, {
  name: 'jsonLinesUsageStore()',
  create: async () => jsonLinesUsageStore({ file: join(temporaryFolder(), 'usage.jsonl') }),
});
