import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/create-client.js';
import type { Client, ClientOptions } from '../../src/client/client.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { openai } from '../../src/providers/openai/index.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import type { ProviderSimulator } from '../../src/testing/simulator/provider-simulator.js';
import type { SimulatedQuota } from '../../src/testing/simulator/quota.js';
import { startProviderSimulator } from '../../src/testing/simulator/start-provider-simulator.js';
// Loaded beforehand: virtual time does not wait for the import() of a large package in a worker.
import '../../src/transport/http/connections.js';
import 'openai';
import '@google/genai';

/** Asks `jobs` questions at once, behind quotas that nobody told the client. */
async function work(init: {
  readonly provider: 'openai' | 'gemini';
  readonly quotas: readonly Omit<SimulatedQuota, 'provider'>[];
  readonly keys: readonly string[];
  readonly jobs: number;
  readonly options?: Partial<ClientOptions>;
}): Promise<{
  readonly requests: number;
  readonly refused: number;
  readonly lost: number;
  readonly endedAfterMs: number;
}> {
  const { provider, quotas, keys, jobs, options = {} } = init;
  // Ten seconds before a minute turns.
  const clock = manualClock(Date.UTC(2026, 2, 2, 10, 0, 50));
  const random = seededRandom(3);
  const simulator: ProviderSimulator = await startProviderSimulator({
    clock,
    random: seededRandom(4),
    keys: keys.map((key) => ({ key, project: key })),
    quotas: quotas.map((quota) => ({ ...quota, provider })),
    latencyMs: () => Math.round(200 + 800 * random()),
  });
  const factory = provider === 'openai' ? openai : gemini;
  const client: Client = createClient({
    providers: [factory({ baseURL: simulator.baseURL[provider], apiKeys: keys })],
    clock,
    random: seededRandom(5),
    ...options,
  });
  let lost = 0;
  let endedAfterMs = 0;
  const content = (index: number): string => 'word '.repeat(100 + ((index * 37) % 300));
  const calls = Array.from({ length: jobs }, (_none, index) =>
    client.chat({ model: `${provider}/m`, messages: [{ role: 'user', content: content(index) }] }).catch(() => {
      lost += 1;
    }),
  );
  void Promise.all(calls).then(() => {
    endedAfterMs = clock.elapsed();
  });
  while (endedAfterMs === 0 && clock.elapsed() < 1_200_000) await clock.advance(30_000);
  const requests = simulator.requests.filter(({ type }) => type === 'generate');
  await client.close();
  await simulator.close();
  const refused = requests.filter(({ refusedBy }) => refusedBy !== undefined).length;
  return { requests: requests.length, refused, lost, endedAfterMs };
}

describe('pacing over the real SDKs', () => {
  it('meets no limit of requests and tokens that only the headers of answers tell', async () => {
    const quotas = [
      { window: 'minute', limit: 30, countRefused: true },
      { window: 'minute', metric: 'tokens', limit: 12_000, countRefused: true },
    ] as const;
    const result = await work({ provider: 'openai', keys: ['key'], jobs: 90, quotas });
    expect(result).toMatchObject({ refused: 0, lost: 0, requests: 90 });
    // 60 of them at one every two seconds.
    expect(result.endedAfterMs).toBeLessThan(120_000 * 1.05);
  });

  it('learns from one refusal a key, and then uses all keys to the full and a spent one no more', async () => {
    const quotas = [
      { window: 'minute', limit: 10 },
      { window: 'day', limit: 30, project: 'one' },
      { window: 'day', limit: 30, project: 'two', used: 15 },
      { window: 'day', limit: 30, project: 'three' },
    ] as const;
    const result = await work({ provider: 'gemini', keys: ['one', 'two', 'three'], jobs: 75, quotas });
    expect(result.lost).toBe(0);
    expect(result.refused).toBeLessThanOrEqual(8);
    // In the windows that turn at 10, 70 and 130 s.
    expect(result.endedAfterMs).toBeLessThan(140_000);
  });

  it('keeps limits that the options tell without meeting one', async () => {
    const quotas = [{ window: 'minute', limit: 10 }] as const;
    const options = { limits: { requestsPerMinute: 10 } };
    const result = await work({ provider: 'gemini', keys: ['one'], jobs: 25, quotas, options });
    expect(result).toMatchObject({ refused: 0, lost: 0, requests: 25 });
    expect(result.endedAfterMs).toBeLessThan(125_000);
  });
});
