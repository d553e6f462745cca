import { afterEach, expect, it } from 'vitest';
import { manualClock, type ManualClock } from '../manual-clock.js';
import { seededRandom } from '../seeded-random.js';
import { OverloadWatch } from './overload.js';
import type { ProviderSimulator } from './provider-simulator.js';
import { ollamaChat, openaiChat } from './sdk-calls.fixture.js';
import { startProviderSimulator } from './start-provider-simulator.js';

let simulator: ProviderSimulator | undefined;
let clock: ManualClock;

afterEach(() => simulator?.close());

const REQUEST = { provider: 'openai', model: 'm' } as const;

it('refuses all requests in its time range, and none before or after', () => {
  const watch = new OverloadWatch({ fromMs: 1_000, untilMs: 5_000 }, 0);
  const at = [999, 1_000, 4_999, 5_000];
  expect(at.map((elapsedMs) => watch.arrive(REQUEST, elapsedMs))).toEqual([
    'admitted',
    'refused',
    'refused',
    'admitted',
  ]);
});

it('stays down while the load goes on, and comes up where it stops', () => {
  const relapse = { requests: 2, withinMs: 1_000, downMs: 3_000 };
  const watch = new OverloadWatch({ fromMs: 0, untilMs: 10_000, relapse }, 0);
  for (let elapsedMs = 0; elapsedMs < 20_000; elapsedMs += 400) {
    expect(watch.arrive(REQUEST, elapsedMs)).toBe('refused');
  }
  // The last of them came at 19,600.
  expect(watch.arrive(REQUEST, 22_599)).toBe('refused');
  expect(watch.arrive(REQUEST, 22_600)).toBe('admitted');
  expect(watch.relapses).toBe(0);
});

it('relapses under a stampede after its recovery', () => {
  const relapse = { requests: 2, withinMs: 1_000, downMs: 3_000 };
  const watch = new OverloadWatch({ untilMs: 5_000, relapse }, 0);
  expect([5_000, 5_100, 5_200, 8_199, 8_200].map((elapsedMs) => watch.arrive(REQUEST, elapsedMs))).toEqual([
    'admitted',
    'admitted',
    'refused',
    'refused',
    'admitted',
  ]);
  expect(watch.relapses).toBe(1);
});

it('bounds what is under way at once, with the provider’s own 503', async () => {
  clock = manualClock();
  simulator = await startProviderSimulator({
    clock,
    random: seededRandom(1),
    latencyMs: 1_000,
    overload: { provider: 'ollama', maxInFlight: 1 },
  });
  const first = ollamaChat({ simulator, text: 'a' });
  await clock.advance(500);
  await expect(ollamaChat({ simulator, text: 'a' })).rejects.toThrow('Server overloaded, please retry shortly (ref: ');
  const other = openaiChat({ simulator, text: 'a' });
  await clock.advance(1_000);
  await Promise.all([first, other]);
  const next = ollamaChat({ simulator, text: 'a' });
  await clock.advance(1_000);
  await next;
  expect(simulator.requests.map((request) => [request.status, request.refusedBy])).toEqual([
    [200, undefined],
    [503, 'overload'],
    [200, undefined],
    [200, undefined],
  ]);
});
