// Run by `npx tsx bench/usage.ts [records] [batch] [mixed|hostile]`: what it costs to write down a request, how fast
// SQLite takes records, and how long each report takes over a million of them. With PostgreSQL, too:
// `npx tsx scripts/with-postgres.ts npx tsx bench/usage.ts`.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UsageStore } from '../src/core/usage-store.js';
import { memoryUsageStore } from '../src/stores/memory.js';
import { postgresUsageStore } from '../src/stores/postgres.js';
import { sqliteUsageStore } from '../src/stores/sqlite.js';
import { manualClock } from '../src/testing/manual-clock.js';
import { genaiPrices } from '../src/usage/prices/genai-prices.js';
import { usageLedger } from '../src/usage/ledger/ledger.js';
import { sqliteForTests } from '../test/usage/support/sqlite.js';
import { entryMaker, NOW, type Shape } from './usage/entries.js';
import { measureReports } from './usage/reports.js';
import { cpuMs, median } from './usage/timing.js';

const RECORDS = Number(process.argv[2] ?? 1_000_000);
const BATCH = Number(process.argv[3] ?? 1_000);
const SHAPE: Shape = process.argv[4] === 'hostile' ? 'hostile' : 'mixed';

async function recording(): Promise<void> {
  for (const budgets of [
    [],
    [
      { per: 'day' as const, usd: 1_000_000 },
      { each: 'job' as const, tokens: 1e12 },
    ],
  ]) {
    const store = { ...memoryUsageStore(), write: async () => undefined };
    const ledger = usageLedger({ store, prices: genaiPrices(), budgets, flushOnExit: false, clock: manualClock(NOW) });
    await ledger.open();
    const target = {
      provider: 'openai',
      model: 'gpt-4o-mini',
      keyId: 'key-1',
      pricing: { url: 'https://api.openai.com/v1' },
    };
    const content = {
      messages: [{ role: 'user', content: 'x'.repeat(4_000) }],
      maxOutputTokens: undefined,
      text: 'y'.repeat(4_000),
    };
    const metadata = { job: 'book', document: 'chapter', user: 'me' };
    const once = (number: number): void => {
      const callId = `call-${number}`;
      ledger.admit({ admissionId: callId, metadata, content, ...target });
      const times = { queuedMs: 0, waitedMs: 0, durationMs: 900, startedAt: NOW, firstTokenMs: 90 };
      const usage = { inputTokens: 900, outputTokens: 800, cachedTokens: 100 };
      ledger.recordAttempt({
        callId,
        admissionId: callId,
        metadata,
        content,
        ...target,
        ...times,
        kind: undefined,
        attempt: 1,
        outcome: 'success',
        probe: false,
        fallback: false,
        usage,
        finishReason: 'stop',
      });
      ledger.recordCall({ callId, metadata, ...target, ...times, kind: undefined, outcome: 'success', attempts: 1 });
    };
    for (let number = 0; number < 20_000; number += 1) once(number);
    const rounds: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      await ledger.flush();
      const begin = cpuMs();
      for (let number = 0; number < 10_000; number += 1) once(number);
      rounds.push((cpuMs() - begin) / 10);
    }
    console.log(
      `record an attempt and its call, ${budgets.length} budgets: ${median(rounds).toFixed(2)} us of CPU time`,
    );
  }
}

async function sqlite(): Promise<void> {
  const driver = await sqliteForTests();
  if (driver === undefined) throw new Error('There is no SQLite here: npx tsx scripts/better-sqlite3.ts');
  const folder = mkdtempSync(join(tmpdir(), 'usage-bench-'));
  const file = join(folder, 'usage.sqlite');
  const store = sqliteUsageStore({ file, driver });
  try {
    await measured(store, `SQLite, batches of ${BATCH}`);
    console.log(`${(statSync(file).size / 2 ** 20).toFixed(0)} MB`);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function postgres(): Promise<void> {
  const connectionString = process.env['USAGE_TEST_POSTGRES'];
  if (connectionString === undefined) return;
  const store = postgresUsageStore({ connectionString });
  try {
    await measured(store, `PostgreSQL, batches of ${BATCH}`);
  } finally {
    await store.close();
  }
}

async function measured(store: UsageStore, name: string): Promise<void> {
  await store.open();
  const entry = entryMaker({ records: RECORDS, shape: SHAPE });
  let spentMs = 0;
  let spentCpuMs = 0;
  for (let seq = 1; seq <= RECORDS; seq += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, RECORDS - seq + 1) }, (_, index) => entry(seq + index));
    const begin = performance.now();
    const beginCpu = cpuMs();
    await store.write(batch);
    spentMs += performance.now() - begin;
    spentCpuMs += cpuMs() - beginCpu;
  }
  const rate = (ms: number): number => Math.round(RECORDS / (ms / 1_000));
  console.log(`${name}: ${rate(spentMs)} records/s (${rate(spentCpuMs)} by CPU time); ${RECORDS} records`);
  console.log('| report | median ms | worst ms | CPU ms here |\n|---|---|---|---|');
  await measureReports(store, RECORDS);
}

await recording();
await sqlite();
await postgres();
