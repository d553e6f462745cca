// Writes entries to a SQLite file through a ledger: `write-entries.ts <file> <count> end|wait|pace`.
import { priceTable } from '../../../src/usage/prices/price-table.js';
import { usageLedger } from '../../../src/usage/ledger/ledger.js';
import { sqliteUsageStore } from '../../../src/stores/sqlite.js';
import { sqliteForTests } from '../support/sqlite.js';

const [file = '', count = '0', then = 'end'] = process.argv.slice(2);
const driver = await sqliteForTests();
const store = sqliteUsageStore({ file, ...(driver === undefined ? {} : { driver }) });
const ledger = usageLedger({
  store,
  prices: priceTable({ p: { m: { input: 0.000_5, output: 0.000_4 } } }),
  batchSize: 100,
  flushEvery: then === 'wait' ? '10m' : '50ms',
});
ledger.on('store-problem', () => undefined);
await ledger.open();

for (let number = 1; number <= Number(count); number += 1) {
  ledger.recordAttempt({
    callId: `call-${number}`,
    admissionId: `call-${number}`,
    provider: 'p',
    model: 'm',
    keyId: undefined,
    pricing: undefined,
    metadata: { job: `job-${number % 10}` },
    kind: undefined,
    queuedMs: 0,
    waitedMs: 0,
    durationMs: 1,
    attempt: 1,
    outcome: 'success',
    probe: false,
    fallback: false,
    startedAt: Date.now(),
    firstTokenMs: 1,
    usage: { inputTokens: 10, outputTokens: 5 },
    finishReason: 'stop',
    content: undefined,
  });
  // Others get their turn: as between requests.
  if (number % 100 === 0) {
    await new Promise((done) => setImmediate(done));
    if (then === 'pace') {
      while (ledger.status().buffered > 0) await new Promise((done) => setTimeout(done, 1));
      process.stdout.write(`${number}\n`);
    }
  }
}
if (then === 'wait') {
  process.stdout.write('ready\n');
  setInterval(() => undefined, 1_000);
} else {
  while (ledger.status().buffered > 0) {
    await ledger.flush();
    await new Promise((done) => setTimeout(done, 20));
  }
  await ledger.close();
}
