// Run by `npx tsx bench/usage.ts [records] [batch]`: what it costs to write down a request, how fast SQLite takes
// records, and how long each report takes over a million of them. With PostgreSQL, too:
// `npx tsx scripts/with-postgres.ts npx tsx bench/usage.ts`.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttemptEntry } from '../src/core/usage-entry.js';
import type { UsageStore } from '../src/core/usage-store.js';
import { memoryUsageStore } from '../src/stores/memory.js';
import { postgresUsageStore } from '../src/stores/postgres.js';
import { sqliteUsageStore } from '../src/stores/sqlite.js';
import { manualClock } from '../src/testing/manual-clock.js';
import { seededRandom } from '../src/testing/seeded-random.js';
import { genaiPrices } from '../src/usage/prices/genai-prices.js';
import { usageLedger } from '../src/usage/ledger.js';
import { usageReports } from '../src/usage/reports/reports.js';
import { sqliteForTests } from '../test/usage/support/sqlite.js';

const RECORDS = Number(process.argv[2] ?? 1_000_000);
const BATCH = Number(process.argv[3] ?? 1_000);
const NOW = Date.UTC(2026, 2, 2, 10);
const DAYS = 90;
const RUN = '7f6d0713-baea-4b50-85a5-3b30360acea5';
const random = seededRandom(7);
const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
const names = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${what}-${index + 1}`);
const [models, users, jobs] = [names('model', 8), names('user', 50), names('job', 200)];
const kinds = ['rate-limit', 'server-error', 'timeout', 'overloaded'] as const;

function entry(seq: number): AttemptEntry {
  const at = Math.floor(NOW - ((RECORDS - seq) / RECORDS) * DAYS * 86_400_000);
  const isFailure = random() < 0.1;
  return {
    type: 'attempt',
    run: RUN,
    seq,
    at,
    callId: `${RUN}:call-${seq}`,
    provider: pick(['ollama', 'openai', 'gemini']),
    model: pick(models),
    keyId: pick(['key-1', 'key-2', 'key-3']),
    user: pick(users),
    agent: pick(['translator', 'editor', 'checker']),
    job: jobs[Math.floor((seq / RECORDS) * jobs.length)] ?? 'job',
    // Eight chapters at a time, of 80 pieces each.
    document: `chapter-${Math.floor(seq / 640) * 8 + (seq % 8)}`,
    attempt: 1,
    probe: false,
    fallback: false,
    startedAt: at - 2_000,
    queuedMs: 3,
    waitedMs: 100,
    durationMs: 2_000,
    estimated: false,
    ...(isFailure
      ? { outcome: 'failure', kind: pick(kinds) }
      : {
          outcome: 'success',
          firstTokenMs: 300,
          inputTokens: 900,
          outputTokens: 800,
          costNanoUsd: 12_345,
          costSource: 'price-list',
        }),
  };
}

/** On a machine with other work, the time that is really taken. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

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
  await reports(store);
}

async function reports(store: UsageStore): Promise<void> {
  const found = usageReports({ store, timeZone: 'Europe/Berlin', clock: manualClock(NOW) });
  const half = { where: { provider: 'ollama' } };
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    summary: () => found.summary(),
    'summary of a user': () => found.summary({ where: { user: 'user-1' } }),
    'history of 30 days': () => found.history(),
    'history of 90 days': () => found.history({ days: 90 }),
    'history of a job': () => found.history({ days: 90, where: { job: 'job-100' } }),
    'by provider': () => found.by('provider'),
    'by model (success rate, wait)': () => found.by('model'),
    'by agent': () => found.by('agent'),
    'by key': () => found.by('key'),
    'by kind': () => found.by('kind'),
    'by job': () => found.by('job'),
    'by user': () => found.by('user'),
    'by user, last 30 days': () => found.by('user', { from: NOW - 30 * 86_400_000 }),
    'by document': () => found.by('document'),
    'by model of a provider': () => found.by('model', half),
    'summary of a provider and model': () => found.summary({ where: { provider: 'ollama', model: 'model-3' } }),
    'by document of a job (entries)': () => found.by('document', { where: { job: 'job-100' } }),
    'by model of an agent (entries)': () => found.by('model', { where: { agent: 'editor' } }),
    'by model of a job (entries)': () => found.by('model', { where: { job: 'job-100' } }),
    'details, first page': () => found.attempts(),
    'details, page at 500,000': () => found.attempts({ offset: Math.floor(RECORDS / 2) }),
    'details of a provider': () => found.attempts(half),
    'details of a provider, page at 200,000': () => found.attempts({ ...half, offset: Math.floor(RECORDS / 5) }),
    'details of a user and an agent': () => found.attempts({ where: { user: 'user-1', agent: 'editor' } }),
    'details of what failed': () => found.attempts({ where: { outcome: 'failure' } }),
    'details of a kind': () => found.attempts({ where: { kind: 'timeout' } }),
  };
  for (const [name, ask] of Object.entries(questions)) {
    const times: number[] = [];
    const cpuTimes: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const begin = performance.now();
      const beginCpu = cpuMs();
      await ask();
      times.push(performance.now() - begin);
      cpuTimes.push(cpuMs() - beginCpu);
    }
    console.log(`${name}: ${median(times).toFixed(1)} ms (CPU ${median(cpuTimes).toFixed(1)} ms)`);
  }
}

await recording();
await sqlite();
await postgres();
