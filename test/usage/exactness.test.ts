import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../../src/testing/seeded-random.js';
import type { SimulatedFault } from '../../src/testing/simulator/fault.js';
import type { SimulatedRequest } from '../../src/testing/simulator/request-record.js';
import { startProviderSimulator } from '../../src/testing/simulator/start-provider-simulator.js';
import { usageLedger } from '../../src/usage/ledger/ledger.js';
import { EXACT_RATES, storeIn } from './support/exact.js';
import { temporaryFolder } from './support/folder.js';

/** `.ci/run` sends all 10,000; alone a few tell as much sooner. */
const REQUESTS = Number(process.env['USAGE_TEST_REQUESTS'] ?? 1_200);

const faults: readonly SimulatedFault[] = [
  { type: 'status', status: 500, probability: 0.05 },
  // Rare: each one lets all others wait for a probe.
  { type: 'status', status: 503, probability: 0.001 },
  { type: 'reset', probability: 0.02 },
  { type: 'html', probability: 0.01 },
  { type: 'empty', probability: 0.02 },
];

/** How a program ends: by itself; killed after a flush; by a signal, with all that it wrote down still in memory. */
const ENDS = [
  { then: 'flush', signal: 'SIGKILL' },
  { then: 'wait', signal: 'SIGTERM' },
  { then: 'close', signal: undefined },
] as const;

/** What the provider has worked for: whole answers, and empty ones, whose prompt was read all the same. */
function billed(requests: readonly SimulatedRequest[]) {
  const answers = requests.filter(({ outcome, fault }) => outcome === 'answered' || fault === 'empty');
  return answers.map(({ provider, inputTokens, outputTokens, fault }) => ({
    provider: provider ?? '',
    input: inputTokens ?? 0,
    output: fault === 'empty' ? 0 : (outputTokens ?? 0),
  }));
}

/** Runs a program to its end, and sends it a signal once it is ready for it. */
async function run(args: readonly string[], signal: NodeJS.Signals | undefined): Promise<string> {
  const program = join(import.meta.dirname, 'programs/translate.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  child.stdout.on('data', () => {
    if (signal !== undefined) child.kill(signal);
  });
  return new Promise((ended) => {
    child.on('exit', (code, killedBy) => {
      ended(killedBy ?? `exit code ${String(code)}`);
    });
  });
}

describe('the totals of a ledger', () => {
  it(
    'are those of the provider’s own log, over thousands of requests with faults, kills and restarts',
    { timeout: 600_000 },
    async () => {
      const simulator = await startProviderSimulator({ random: seededRandom(3), faults });
      const folder = temporaryFolder();
      const { ollama, openai } = simulator.baseURL;
      const calls = String(Math.ceil(REQUESTS / ENDS.length));
      for (let part = 0; part < ENDS.length || simulator.requests.length < REQUESTS; part += 1) {
        const { then, signal } = ENDS[Math.min(part, ENDS.length - 1)] as (typeof ENDS)[number];
        expect(await run([folder, ollama, openai, calls, String(part), then], signal)).toBe(signal ?? 'exit code 0');
      }

      const sent = simulator.requests.filter(({ type }) => type === 'generate');
      const log = billed(sent);
      const reader = usageLedger({ store: await storeIn(folder), flushOnExit: false, timeZone: 'UTC' });
      const { all } = await reader.reports.summary();
      const byProvider = await reader.reports.by('provider');
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(sent.length).toBeGreaterThanOrEqual(REQUESTS);
      expect(all.requests).toBe(sent.length);
      for (const { name = '', inputTokens, outputTokens, costUsd } of byProvider) {
        const own = log.filter(({ provider }) => provider === name);
        const [inputRate, outputRate] = EXACT_RATES[name] ?? [0, 0];
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
