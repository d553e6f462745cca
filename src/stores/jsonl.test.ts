import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { testUsageStore } from '../testing/usage-store-contract.js';
import { jsonLinesUsageStore } from './jsonl.js';

testUsageStore(test, {
  name: 'jsonLinesUsageStore()',
  create: async () => jsonLinesUsageStore({ file: join(mkdtempSync(join(tmpdir(), 'ledger-')), 'usage.jsonl') }),
});
