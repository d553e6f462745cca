import { describe, expect, it, vi } from 'vitest';
import { outcome, START } from '../../../test/support/scenario.js';
import { exponential } from '../../core/policy.js';
import type { QuotaStore } from '../../core/quota-store.js';
import { memoryQuotaStore } from '../../stores/memory.js';
import { manualClock, type ManualClock } from '../../testing/manual-clock.js';
import { createRetryController, type RetryController, type RetryControllerOptions } from '../retry-controller.js';

const WALL = { status: 429, body: { error: "you've reached your hourly usage limit" } };
const CONTEXT = { provider: 'ollama', model: 'kimi' } as const;
const KEYS = ['secret-key-one', 'secret-key-two'];

/** A program that runs for a while: what it sends, and what it says. */
function program(store: QuotaStore, clock: ManualClock, options: RetryControllerOptions = {}) {
  const warn = vi.fn();
  const logger = { debug: () => undefined, info: () => undefined, warn, error: () => undefined };
  const controller: RetryController = createRetryController({ clock, store, logger, ...options });
  const state = { requests: 0, isWalled: true };
  const ask = () =>
    controller.run(() => {
      state.requests += 1;
      if (state.isWalled) throw Object.assign(new Error('refused'), WALL);
      return 'answer';
    }, CONTEXT);
  return { controller, ask, state, warnings: () => warn.mock.calls.map(([text]) => String(text)) };
}

/** A program that meets a wall, waits through so much of it, and ends. */
async function meetWall(
  store: QuotaStore,
  { waitMs, options }: { waitMs: number; options?: RetryControllerOptions },
): Promise<void> {
  const clock = manualClock(START);
  const { controller, ask } = program(store, clock, options);
  const asking = outcome(ask());
  await clock.advance(waitMs);
  await controller.close();
  await asking;
}

describe('a program that starts again', () => {
  it("doesn't knock on a closed door, and goes on at the stage where it was", async () => {
    const store = memoryQuotaStore();
    // Refused at 0, 60 and 360 s: the third stage ends at 1,260 s.
    await meetWall(store, { waitMs: 400_000 });
    const clock = manualClock(START + 500_000);
    const { controller, ask, state } = program(store, clock);
    const asking = outcome(ask());
    await clock.advance(0);
    expect(state.requests).toBe(0);
    expect(controller.waits()[0]).toMatchObject({ until: START + 1_260_000, stage: { index: 3, of: 4 } });
    await clock.advance(760_000);
    expect(state.requests).toBe(1);
    expect(controller.waits()[0]?.stage).toEqual({ index: 4, of: 4 });
    state.isWalled = false;
    await clock.advance(2_400_000);
    expect(await asking).toEqual({ value: 'answer' });
    await controller.close();
  });

  it('finds out with one request where the time is over meanwhile', async () => {
    const store = memoryQuotaStore();
    await meetWall(store, { waitMs: 30_000 });
    const clock = manualClock(START + 100_000);
    const { controller, ask, state } = program(store, clock);
    const asking = [ask(), ask(), ask()].map(outcome);
    await clock.advance(0);
    expect(state.requests).toBe(1);
    await controller.close();
    await Promise.all(asking);
  });

  it('forgets a door that should have been open for long', async () => {
    const store = memoryQuotaStore();
    await meetWall(store, { waitMs: 30_000 });
    const clock = manualClock(START + 86_400_000);
    const { controller, ask, state } = program(store, clock);
    state.isWalled = false;
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['answer', 'answer', 'answer']);
    expect(controller.gates()).toEqual([]);
    await controller.close();
  });

  it('knows a key again, wherever it stands in the list', async () => {
    const store = memoryQuotaStore();
    const clock = manualClock(START);
    const limited = createRetryController({ clock, store, keys: KEYS });
    const used: (string | undefined)[] = [];
    const task = ({ key }: { readonly key: string | undefined }) => {
      used.push(key);
      if (used.length === 1) throw Object.assign(new Error('x'), { status: 429, headers: { 'retry-after': '600' } });
    };
    await limited.run(task, { provider: 'openai', model: 'm' });
    await limited.close();
    const again = createRetryController({ clock, store, keys: ['secret-key-zero', ...KEYS].reverse() });
    await again.run(task, { provider: 'openai', model: 'm' });
    expect(used).toEqual([KEYS[0], KEYS[1], KEYS[1]]);
    expect(again.keys().map(({ state }) => state)).toEqual(['open', 'limited', 'open']);
    await again.close();
  });

  it('knows the pace of a key again, wherever it stands in the list', async () => {
    const store = memoryQuotaStore();
    const clock = manualClock(START);
    const spent = { 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '0' };
    const observing = ({ observe }: { observe(headers: unknown): void }) => {
      observe(new Headers({ ...spent, 'x-ratelimit-reset-requests': '60s' }));
    };
    const first = createRetryController({ clock, store, keys: KEYS });
    await first.run(observing, { provider: 'openai', model: 'm' });
    await first.close();
    const again = createRetryController({ clock, store, keys: [...KEYS].reverse() });
    const used = await again.run(({ key }) => key, { provider: 'openai', model: 'm' });
    expect(used).toBe(KEYS[1]);
    expect(again.limits()[0]?.rates).toMatchObject([{ keyId: 'key-2', limit: 60, remaining: 0 }]);
    await again.close();
  });

  it('keeps what belongs to others for them', async () => {
    const store = memoryQuotaStore();
    await meetWall(store, { waitMs: 30_000 });
    const clock = manualClock(START + 31_000);
    const other = createRetryController({ clock, store, policies: { 'rate-limit': exponential({ maxAttempts: 1 }) } });
    await other
      .run(() => Promise.reject(Object.assign(new Error('x'), { status: 429 })), { provider: 'openai' })
      .catch(() => undefined);
    await other.close();
    const { controller, ask, state } = program(store, clock);
    const asking = outcome(ask());
    await clock.advance(1_000);
    expect(state.requests).toBe(0);
    await controller.close();
    await asking;
  });

  it('keeps namespaces apart', async () => {
    const store = memoryQuotaStore();
    await meetWall(store, { waitMs: 30_000, options: { namespace: 'books' } });
    const clock = manualClock(START + 31_000);
    const { controller, ask, state } = program(store, clock, { namespace: 'games' });
    state.isWalled = false;
    expect(await ask()).toBe('answer');
    await controller.close();
  });

  it('keeps no key', async () => {
    const store = memoryQuotaStore();
    await meetWall(store, { waitMs: 30_000, options: { keys: KEYS } });
    const kept = await store.load('default');
    expect(kept).toContain('hourly-limit');
    for (const key of KEYS) expect(kept).not.toContain(key);
  });
});

describe('a program that ends', () => {
  it('goes to the store no more', async () => {
    const store = memoryQuotaStore();
    const load = vi.spyOn(store, 'load');
    const clock = manualClock(START);
    const { controller, ask } = program(store, clock);
    const asking = outcome(ask());
    await clock.advance(1_000);
    expect(controller.gates()).toHaveLength(1);
    await controller.close();
    await asking;
    const loads = load.mock.calls.length;
    await clock.advance(600_000);
    expect(load).toHaveBeenCalledTimes(loads);
  });

  it('goes there no more either where it ends while the store answers', async () => {
    const kept = memoryQuotaStore();
    await meetWall(kept, { waitMs: 30_000 });
    const text = await kept.load('default');
    let answer!: (text: string | undefined) => void;
    const load = vi.fn(() => new Promise<string | undefined>((resolve) => (answer = resolve)));
    const clock = manualClock(START + 30_000);
    const { controller, ask } = program({ load, save: async () => undefined }, clock);
    const asking = outcome(ask());
    await controller.close();
    await asking;
    answer(text);
    await clock.advance(600_000);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('saves once more what could not be saved before', async () => {
    const store = memoryQuotaStore();
    const clock = manualClock(START);
    const { controller, ask } = program(store, clock);
    const update = vi.spyOn(store, 'update').mockRejectedValue(new Error('The disk is full.'));
    const asking = outcome(ask());
    await clock.advance(6_000);
    expect(update).toHaveBeenCalled();
    update.mockRestore();
    await controller.close();
    await asking;
    expect(await store.load('default')).toContain('hourly-limit');
  });
});

describe('a store that holds', () => {
  it.each([
    ['no JSON', '{"format":"llm-res', /no JSON/],
    ['something else', '{"name":"x"}', /of another kind/],
    ['what a newer version wrote', '{"format":"llm-resilience limits","version":99}', /version 99/],
    ['half of it', '{"format":"llm-resilience limits","version":1,"board":{"gates":[{}]}}', /a part of it is missing/],
  ])('%s is told once, and all begins anew', async (_what, text, words) => {
    const store = memoryQuotaStore();
    await store.save('default', text);
    const { controller, ask, state, warnings } = program(store, manualClock(START));
    state.isWalled = false;
    expect(await ask()).toBe('answer');
    await controller.close();
    expect(warnings().length).toBe(1);
    expect(warnings()[0]).toMatch(words);
    expect(JSON.parse((await store.load('default')) ?? '')).toMatchObject({ version: 1 });
  });

  it('nothing, and fails, is told once: calls go on', async () => {
    const store: QuotaStore = {
      load: () => Promise.reject(new Error('EACCES: permission denied.')),
      save: () => Promise.reject(new Error('EROFS: read-only file system.')),
    };
    const clock = manualClock(START);
    const { controller, ask, state, warnings } = program(store, clock);
    state.isWalled = false;
    expect(await ask()).toBe('answer');
    await clock.advance(10_000);
    expect(await ask()).toBe('answer');
    await controller.close();
    expect(warnings()).toEqual([expect.stringContaining('EACCES'), expect.stringContaining('EROFS')]);
  });

  it('still answers: calls wait for it, and an abort does not', async () => {
    let answer!: (text: string | undefined) => void;
    const store: QuotaStore = { load: () => new Promise((resolve) => (answer = resolve)), save: async () => undefined };
    const { controller, ask, state } = program(store, manualClock(START));
    state.isWalled = false;
    const stop = new AbortController();
    const stopped = outcome(controller.run(() => 'x', { signal: stop.signal }));
    const asking = ask();
    await Promise.resolve();
    expect(state.requests).toBe(0);
    stop.abort(new Error('enough'));
    expect((await stopped).error).toMatchObject({ message: 'enough' });
    answer(undefined);
    expect(await asking).toBe('answer');
    await controller.close();
  });
});
