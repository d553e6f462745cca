import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { attempts } from '../../test/usage/support/entries.js';
import { temporaryFolder } from '../../test/usage/support/folder.js';
import { testUsageStore } from '../testing/usage-store-contract.js';
import { jsonLinesUsageStore } from './jsonl.js';

testUsageStore(test, {
  name: 'jsonLinesUsageStore()',
  create: async () => jsonLinesUsageStore({ file: join(temporaryFolder(), 'usage.jsonl') }),
});

const UTC = [{ from: 0, offsetMs: 0 }];

it('reads anew what another process has cleaned up', async () => {
  const file = join(temporaryFolder(), 'usage.jsonl');
  const [one, other] = [jsonLinesUsageStore({ file }), jsonLinesUsageStore({ file })];
  await one.open();
  await one.write(attempts(30));
  expect((await other.attempts({ limit: 1, offset: 0 })).total).toBe(30);
  await one.cleanUp({ maxAttempts: 10, days: UTC });
  await one.write(attempts(5, { run: 'later' }));
  expect((await other.sums({ by: 'all' }))[0]?.sums.requests).toBe(35);
  expect((await other.attempts({ limit: 1, offset: 0 })).total).toBe(15);
});

it('counts once what a full disk has cut and was written again, after a clean-up, too', async () => {
  const file = join(temporaryFolder(), 'usage.jsonl');
  const store = jsonLinesUsageStore({ file });
  await store.open();
  await store.write(attempts(10));
  const lines = readFileSync(file, 'utf8');
  appendFileSync(file, lines.slice(0, lines.length / 2));
  await store.write(attempts(10));
  expect((await store.sums({ by: 'all' }))[0]?.sums.requests).toBe(10);
  await store.cleanUp({ before: Number.MAX_SAFE_INTEGER, days: UTC });
  expect((await store.sums({ by: 'all' }))[0]?.sums.requests).toBe(10);
});
