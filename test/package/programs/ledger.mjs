// A ledger as a user has it: entries of calls in SQLite (JSON lines where there is none), read back after a restart, by
// functions and by the command line. `ledger.mjs sqlite|json-lines [better-sqlite3]`
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'llm-resilience';
import { genaiPrices } from 'llm-resilience/prices';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';
import { sqliteUsageStore } from 'llm-resilience/stores/sqlite';
import { startProviderSimulator } from 'llm-resilience/testing';
import { usageLedger, usageMetadata } from 'llm-resilience/usage';

const [expected, driverPath] = process.argv.slice(2);
const driver = driverPath === undefined ? undefined : createRequire(import.meta.url)(driverPath);
const folder = mkdtempSync(join(tmpdir(), 'llm-resilience-ledger-'));
const file = join(folder, 'usage.sqlite');
const simulator = await startProviderSimulator({
  faults: [{ type: 'status', status: 500, times: 1, provider: 'openai' }],
});
const notices = [];

function createLedger() {
  const ledger = usageLedger({
    store: sqliteUsageStore({ file, ...(driver === undefined ? {} : { driver }) }),
    prices: genaiPrices({ own: { openai: { 'gpt*': { input: 1, output: 2 } } } }),
    budgets: [{ per: 'day', requests: 4 }],
  });
  ledger.on('store-problem', ({ message }) => notices.push(message));
  return ledger;
}

function createClientWith(usage) {
  const providers = [
    ollama({ baseURL: simulator.baseURL.ollama }),
    openai({ baseURL: simulator.baseURL.openai, apiKeys: ['sk-one'] }),
  ];
  return createClient({ providers, usage });
}

try {
  const messages = [{ role: 'user', content: 'Say something.' }];
  const first = createLedger();
  const client = createClientWith(first);
  await client.chat({ model: 'ollama/kimi', messages, metadata: usageMetadata({ job: 'book' }) });
  await client.chat({ model: 'openai/gpt-any', messages, metadata: usageMetadata({ job: 'book' }) });
  await client.close();
  await first.close();

  const second = createLedger();
  const { all } = await second.reports.summary();
  assert.deepEqual([all.requests, all.failures, all.calls, all.unpricedRequests], [3, 1, 2, 0]);
  assert.ok(all.costUsd > 0);
  const again = createClientWith(second);
  await again.chat({ model: 'ollama/kimi', messages });
  await assert.rejects(again.chat({ model: 'ollama/kimi', messages }), { kind: 'quota-exhausted', reason: 'budget' });
  await again.close();
  assert.equal(second.status().store.startsWith(expected === 'sqlite' ? 'SQLite' : 'JSON lines'), true);
  await second.close();
  assert.equal(notices.length, expected === 'sqlite' ? 0 : 2);

  // The command line finds better-sqlite3 only where it is installed beside it.
  if (driver === undefined) {
    const cli = join(import.meta.dirname, 'node_modules/llm-resilience/dist/cli.js');
    const args = [cli, 'usage', 'by', 'job', '--json', '--store', file];
    const rows = JSON.parse(
      execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    assert.deepEqual(
      rows.map(({ name, requests }) => [name, requests]),
      [
        ['book', 3],
        ['(none)', 1],
      ],
    );
  }
} finally {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
}
