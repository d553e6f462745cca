import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UsageStore } from '../../src/core/usage-store.js';
import { jsonLinesUsageStore } from '../../src/stores/jsonl.js';
import { sqliteUsageStore } from '../../src/stores/sqlite.js';
import { usageLedger } from '../../src/usage/ledger/ledger.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { attempts, START } from './support/entries.js';
import { temporaryFolder } from './support/folder.js';
import { SQLITE_SKIPPED, sqliteForTests } from './support/sqlite.js';

const driver = await sqliteForTests();

interface Bounded {
  readonly name: string;
  readonly maxBytes: number;
  readonly create: ((file: string) => UsageStore) | undefined;
}

const files: readonly (readonly [string, Bounded])[] = [
  ['JSON lines', { name: 'usage.jsonl', maxBytes: 1_000_000, create: (file) => jsonLinesUsageStore({ file }) }],
  [
    driver === undefined ? SQLITE_SKIPPED : 'SQLite',
    {
      name: 'usage.sqlite',
      maxBytes: 2_000_000,
      create: driver === undefined ? undefined : (file) => sqliteUsageStore({ file, driver }),
    },
  ],
];

describe.each(files)('a bound in bytes for %s', (_, { name, maxBytes, create }) => {
  it.skipIf(create === undefined)('lets the oldest go until the file is no larger, and keeps the sums', async () => {
    const file = join(temporaryFolder(), name);
    const store = create!(file);
    const clock = manualClock(START + 40_000_000);
    const retention = { maxBytes, every: false } as const;
    const ledger = usageLedger({ store, retention, timeZone: 'UTC', flushOnExit: false, clock });
    await ledger.open();
    const all = attempts(20_000);
    for (let start = 0; start < all.length; start += 1_000) await store.write(all.slice(start, start + 1_000));
    const removed = await ledger.cleanUp();
    expect(removed.attempts).toBeGreaterThan(5_000);
    expect(removed.attempts).toBeLessThan(20_000);
    const { entries, total } = await ledger.reports.attempts();
    expect([entries[0]?.seq, total]).toEqual([20_000, 20_000 - removed.attempts]);
    expect((await ledger.reports.summary()).all.requests).toBe(20_000);
    expect((await ledger.reports.by('model'))[0]?.requests).toBe(20_000);
    expect(await ledger.cleanUp()).toEqual({ attempts: 0, calls: 0 });
    await ledger.close();
    const { size } = statSync(file);
    // Sums of what is gone come to it.
    expect(size).toBeLessThan(maxBytes * 1.15);
    expect(size).toBeGreaterThan(maxBytes * 0.6);
  });
});

it('is refused where it is none', () => {
  const store = jsonLinesUsageStore({ file: join(temporaryFolder(), 'usage.jsonl') });
  expect(() => usageLedger({ store, retention: { maxBytes: 0.5 } })).toThrow(/maxBytes/);
});
