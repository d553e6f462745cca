import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/create-client.js';
import { exponential } from '../../src/core/policy.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';
import { jsonLinesUsageStore } from '../../src/stores/jsonl.js';
import { sqliteUsageStore } from '../../src/stores/sqlite.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import type { SimulatedFault } from '../../src/testing/simulator/fault.js';
import type { SimulatedRequest } from '../../src/testing/simulator/request-record.js';
import { startProviderSimulator } from '../../src/testing/simulator/start-provider-simulator.js';
import { usageLedger } from '../../src/usage/ledger.js';
import { priceTable } from '../../src/usage/prices/price-table.js';
import { temporaryFolder } from './support/folder.js';
import { sqliteForTests } from './support/sqlite.js';

/** `.ci/run` sends all 10,000; alone a few tell as much sooner. */
const REQUESTS = Number(process.env['USAGE_TEST_REQUESTS'] ?? 1_200);
const prices = priceTable({
  ollama: { '*': { input: 0.13, output: 0.37 } },
  openai: { '*': { input: 1.25, output: 10 } },
});
const RATES: Readonly<Record<string, readonly [number, number]>> = { ollama: [130, 370], openai: [1_250, 10_000] };

const faults: readonly SimulatedFault[] = [
  { type: 'status', status: 500, probability: 0.05 },
  // Rare: each one lets all others wait for a probe.
  { type: 'status', status: 503, probability: 0.001 },
  { type: 'reset', probability: 0.02 },
  { type: 'html', probability: 0.01 },
  { type: 'empty', probability: 0.02 },
];

/** What the provider has worked for: whole answers, and empty ones, whose prompt was read all the same. */
function billed(requests: readonly SimulatedRequest[]) {
  const answers = requests.filter(({ outcome, fault }) => outcome === 'answered' || fault === 'empty');
  return answers.map(({ provider, inputTokens, outputTokens, fault }) => ({
    provider: provider ?? '',
    input: inputTokens ?? 0,
    output: fault === 'empty' ? 0 : (outputTokens ?? 0),
  }));
}

describe('the totals of a ledger', () => {
  it(
    'are those of the provider’s own log, over thousands of requests with faults and restarts',
    { timeout: 600_000 },
    async () => {
      const simulator = await startProviderSimulator({ random: seededRandom(3), faults });
      const driver = await sqliteForTests();
      const folder = temporaryFolder();
      const createStore = () =>
        driver === undefined
          ? jsonLinesUsageStore({ file: join(folder, 'usage.jsonl') })
          : sqliteUsageStore({ file: join(folder, 'usage.sqlite'), driver });

      // Its waits are as short as they can be: it is about what is written down, on the real clock.
      const soon = exponential({ initial: '5ms', cap: '20ms', maxAttempts: 9 });
      const policies = {
        overloaded: soon,
        'server-error': soon,
        network: soon,
        'invalid-response': soon,
        'rate-limit': soon,
      };
      for (let part = 0; simulator.requests.length < REQUESTS; part += 1) {
        const ledger = usageLedger({ store: createStore(), prices, timeZone: 'UTC', flushOnExit: false });
        const client = createClient({
          providers: [
            ollama({ baseURL: simulator.baseURL.ollama }),
            openai({ baseURL: `${simulator.baseURL.openai}`, apiKeys: ['k'] }),
          ],
          random: seededRandom(part),
          usage: ledger,
          concurrency: 16,
          policies,
        });
        const chat = (number: number) =>
          client.chat({
            model: number % 2 === 0 ? 'ollama/kimi' : 'openai/gpt',
            messages: [{ role: 'user', content: `Chapter ${number}. ${'And so on. '.repeat(number % 7)}` }],
          });
        await Promise.all(
          Array.from({ length: Math.ceil(REQUESTS / 3) }, (_, number) =>
            chat(number).then(
              () => undefined,
              () => undefined,
            ),
          ),
        );
        await client.close();
        await ledger.close();
      }

      const sent = simulator.requests.filter(({ type }) => type === 'generate');
      const log = billed(sent);
      const reader = usageLedger({ store: createStore(), flushOnExit: false, timeZone: 'UTC' });
      const { all } = await reader.reports.summary();
      const byProvider = await reader.reports.by('provider');
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(sent.length).toBeGreaterThanOrEqual(REQUESTS);
      expect(all.requests).toBe(sent.length);
      for (const { name = '', inputTokens, outputTokens, costUsd } of byProvider) {
        const own = log.filter(({ provider }) => provider === name);
        const [inputRate, outputRate] = RATES[name] ?? [0, 0];
        expect({ name, inputTokens, outputTokens }).toEqual({
          name,
          inputTokens: sum(own.map(({ input }) => input)),
          outputTokens: sum(own.map(({ output }) => output)),
        });
        const nanoUsd = sum(own.map(({ input, output }) => input * inputRate + output * outputRate));
        expect(Math.round((costUsd ?? Number.NaN) * 1e9)).toBe(nanoUsd);
      }
      await reader.close();
      await simulator.close();
    },
  );
});
