import { describe, expect, it } from 'vitest';
import { outcome, START } from '../../test/support/scenario.js';
import type { QuotaStore } from '../core/quota-store.js';
import { memoryQuotaStore } from '../stores/memory.js';
import { manualClock, type ManualClock } from '../testing/manual-clock.js';
import { createRetryController, type RetryControllerOptions } from './retry-controller.js';

const WALL = { status: 429, body: { error: "you've reached your hourly usage limit" } };
const CONTEXT = { provider: 'ollama', model: 'kimi' } as const;
const MINUTE_MS = 60_000;

/** A provider, and the programs that share one key and one store. */
function programs(options: { readonly clock: ManualClock; readonly store?: QuotaStore; readonly latencyMs?: number }) {
  const { clock, store = memoryQuotaStore(), latencyMs = 1_000 } = options;
  const provider = { isWalled: false, requests: [] as { readonly by: string; readonly at: number }[] };
  const start = (by: string, more: RetryControllerOptions = {}) => {
    const controller = createRetryController({ clock, store, ...more });
    const ask = () =>
      controller.run(async ({ signal }) => {
        provider.requests.push({ by, at: (clock.now() - START) / 1_000 });
        if (provider.isWalled) throw Object.assign(new Error('refused'), WALL);
        await clock.sleep(latencyMs, { signal });
        return `answer of ${by}`;
      }, CONTEXT);
    return { controller, ask };
  };
  return { provider, start, store };
}

describe('programs that share a store', () => {
  it('meet a limit once, and one of them finds out for all', async () => {
    const clock = manualClock(START);
    const { provider, start } = programs({ clock });
    const [one, two, three] = [start('one'), start('two'), start('three')];
    provider.isWalled = true;
    const asking = [outcome(one.ask())];
    await clock.advance(5_000);
    asking.push(outcome(two.ask()), outcome(three.ask()), outcome(two.ask()));
    await clock.advance(20 * MINUTE_MS);
    expect(provider.requests.map(({ at }) => at)).toEqual([0, 60, 360]);
    provider.isWalled = false;
    await clock.advance(2 * MINUTE_MS);
    expect(await Promise.all(asking)).toEqual([
      { value: 'answer of one' },
      { value: 'answer of two' },
      { value: 'answer of three' },
      { value: 'answer of two' },
    ]);
    for (const { controller } of [one, two, three]) await controller.close();
  });
});
