import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { UsageStore } from '../../src/core/usage-store.js';
import { jsonLinesUsageStore } from '../../src/stores/jsonl.js';
import { sqliteUsageStore } from '../../src/stores/sqlite.js';
import { ok } from '../support/scripted-provider.js';
import { temporaryFolder } from './support/folder.js';
import { ledgerScenario } from './support/ledger-scenario.js';
import { sqliteForTests } from './support/sqlite.js';

const driver = await sqliteForTests();

/** A disk of sixteen megabytes; `undefined` where this user may make none. */
function smallDisk(): string | undefined {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return folder;
}

/** Takes all the room that a disk has left. */
function fill(folder: string): string {
  const ballast = join(folder, 'ballast');
  for (const size of [65_536, 4_096]) {
    try {
      for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
  return ballast;
}

const stores: readonly (readonly [string, ((folder: string) => UsageStore) | undefined])[] = [
  ['JSON lines', (folder) => jsonLinesUsageStore({ file: join(folder, 'usage.jsonl') })],
  [
    'SQLite',
    driver === undefined ? undefined : (folder) => sqliteUsageStore({ file: join(folder, 'usage.sqlite'), driver }),
  ],
];

/** A store on a small disk, where both can be had here. */
function onSmallDisk(create: ((folder: string) => UsageStore) | undefined, skip: (note: string) => never) {
  if (create === undefined) skip('SKIPPED: no SQLite on this Node');
  const folder = smallDisk() ?? skip('SKIPPED: this user may mount no small disk');
  return { folder, open: () => create(folder) };
}

describe.each(stores)('%s on a disk that is full', (_, create) => {
  it('lets calls go on, tells, and writes all that waited once there is room', async ({ skip }) => {
    const { folder, open } = onSmallDisk(create, skip);
    const store = open();
    const { chat, clock, ledger, told } = ledgerScenario([ok()], { store, ledger: { batchSize: 50 } });
    for (let count = 0; count < 60; count += 1) await chat({ document: `chapter ${count}` });
    await ledger.flush();
    expect(ledger.status()).toMatchObject({ written: 120, buffered: 0 });
    const ballast = fill(folder);
    for (let count = 0; count < 400; count += 1) await chat({ document: `later ${count} ${'x'.repeat(150)}` });
    await ledger.flush();
    const { buffered, written, lost, problem } = ledger.status();
    expect(problem).toMatch(/disk is full\. Make room/);
    expect(told).toMatchObject([{ type: 'store-problem', lost: 0 }]);
    expect([buffered > 0, buffered + written, lost]).toEqual([true, 920, 0]);
    rmSync(ballast);
    await clock.advance(300_000);
    expect(ledger.status()).toMatchObject({ buffered: 0, written: 920, lost: 0, problem: undefined });
    expect((await ledger.reports.summary()).all).toMatchObject({ requests: 460, calls: 460 });
    await ledger.close();
    // And as another process finds it.
    const again = open();
    await again.open();
    expect((await again.sums({ by: 'all' }))[0]?.sums).toMatchObject({ requests: 460, calls: 460 });
    expect((await again.attempts({ limit: 1, offset: 0 })).total).toBe(460);
    await again.close();
  });

  it('counts and tells what it lost where more waits than it may keep', async ({ skip }) => {
    const { folder, open } = onSmallDisk(create, skip);
    const store = open();
    const { chat, clock, ledger, told } = ledgerScenario([ok()], {
      store,
      ledger: { batchSize: 50, maxBuffered: 200 },
    });
    await chat();
    await ledger.flush();
    const ballast = fill(folder);
    for (let count = 0; count < 400; count += 1) await chat({ document: `later ${count} ${'x'.repeat(150)}` });
    await ledger.flush();
    const { lost } = ledger.status();
    expect(lost).toBeGreaterThan(0);
    expect(told.at(-1)).toMatchObject({ type: 'store-problem', message: expect.stringMatching(/entries are lost/) });
    rmSync(ballast);
    await clock.advance(300_000);
    const { buffered, written } = ledger.status();
    expect([buffered, written + lost]).toEqual([0, 802]);
    const { all } = await ledger.reports.summary();
    expect(all.requests + all.calls).toBe(written);
    await ledger.close();
  });
});
