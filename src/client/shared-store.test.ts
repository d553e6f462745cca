import { describe, expect, it } from 'vitest';
import { outcome, START } from '../../test/support/scenario.js';
import { stop } from '../core/policy.js';
import type { QuotaStore } from '../core/quota-store.js';
import { memoryQuotaStore } from '../stores/memory.js';
import { seededRandom } from '../testing/seeded-random.js';
import { manualClock, type ManualClock } from '../testing/manual-clock.js';
import { createRetryController, type RetryControllerOptions } from './retry-controller.js';

const WALL = { status: 429, body: { error: "you've reached your hourly usage limit" } };
const CONTEXT = { provider: 'ollama', model: 'kimi' } as const;
const MINUTE_MS = 60_000;

/** A provider, and the programs that share one key and one store. */
function scene({ store = memoryQuotaStore(), answerMs = 1_000 }: { store?: QuotaStore; answerMs?: number } = {}) {
  const clock: ManualClock = manualClock(START);
  const provider = { isWalled: false, answerMs, asked: [] as string[] };
  const warnings: string[] = [];
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (text: string) => warnings.push(text),
    error: () => undefined,
  };
  const start = (name: string, options: RetryControllerOptions = {}) => {
    const controller = createRetryController({ clock, store, logger, ...options });
    const waits: string[] = [];
    const seconds = (at: number): number => (at - START) / 1_000;
    controller.on('wait-start', ({ at, until }) => waits.push(`${seconds(at)}: until ${seconds(until)}`));
    controller.on('wait-end', ({ at, reason }) => waits.push(`${seconds(at)}: ${reason}`));
    const ask = (signal?: AbortSignal) =>
      outcome(
        controller.run(
          async ({ signal: stopped }) => {
            provider.asked.push(`${name} ${seconds(clock.now())}`);
            if (provider.isWalled) throw Object.assign(new Error('refused'), WALL);
            await clock.sleep(provider.answerMs, { signal: stopped });
            return name;
          },
          { ...CONTEXT, ...(signal === undefined ? {} : { signal }) },
        ),
      );
    return { controller, ask, waits };
  };
  return { clock, provider, start, warnings };
}

describe('programs that share a store', () => {
  it('meet a limit once, and one of them finds out for all', async () => {
    const { clock, provider, start } = scene();
    const [one, two, three] = [start('one'), start('two'), start('three')];
    provider.isWalled = true;
    const asking = [one.ask()];
    await clock.advance(5_000);
    asking.push(two.ask(), three.ask(), two.ask());
    await clock.advance(20 * MINUTE_MS);
    expect(provider.asked.map((asked) => asked.split(' ')[1])).toEqual(['0', '60', '360']);
    expect(two.controller.waits()[0]).toMatchObject({
      until: START + 1_260_000,
      stage: { index: 3, of: 4 },
      waiting: 2,
    });
    provider.isWalled = false;
    await clock.advance(2 * MINUTE_MS);
    expect(await Promise.all(asking)).toEqual([
      { value: 'one' },
      { value: 'two' },
      { value: 'three' },
      { value: 'two' },
    ]);
    expect(provider.asked.length).toBe(7);
    for (const { controller } of [one, two, three]) await controller.close();
  });

  it('go on within a second of the answer that one of them gets', async () => {
    const { clock, provider, start } = scene({ answerMs: 30_000 });
    const [one, two] = [start('one'), start('two')];
    provider.isWalled = true;
    const asking = [one.ask()];
    await clock.advance(2_000);
    asking.push(two.ask());
    provider.isWalled = false;
    await clock.advanceTo(START + 89_000);
    expect(provider.asked).toHaveLength(2);
    await clock.advance(2_000);
    expect(provider.asked).toHaveLength(3);
    await clock.advance(31_000);
    expect(await Promise.all(asking)).toEqual([{ value: 'one' }, { value: 'two' }]);
    await one.controller.close();
    await two.controller.close();
  });

  it('let another one find out where the one that asked is cancelled, or ends', async () => {
    const { clock, provider, start } = scene({ answerMs: 10 * MINUTE_MS });
    const [one, two] = [start('one'), start('two')];
    provider.isWalled = true;
    const stopping = new AbortController();
    const first = one.ask(stopping.signal);
    await clock.advance(2_000);
    const second = two.ask();
    provider.isWalled = false;
    await clock.advance(MINUTE_MS);
    expect(provider.asked).toEqual(['one 0', 'one 60']);
    stopping.abort(new Error('enough'));
    await clock.advance(2_000);
    expect(provider.asked[2]).toMatch(/^two 6[2-4]$/);
    await one.controller.close();
    await clock.advance(11 * MINUTE_MS);
    expect((await first).error).toMatchObject({ message: 'enough' });
    expect(await second).toEqual({ value: 'two' });
    await two.controller.close();
  });

  it('wait no longer than half a minute for one that crashed while it asked', async () => {
    const store = memoryQuotaStore();
    const { clock, provider, start } = scene({ store, answerMs: 10 * MINUTE_MS });
    const crashing: QuotaStore = {
      load: store.load,
      save: store.save,
      update: (...change) => (isCrashed ? Promise.resolve() : store.update!(...change)),
    };
    let isCrashed = false;
    const [one, two] = [start('one', { store: crashing }), start('two')];
    provider.isWalled = true;
    void one.ask();
    await clock.advance(2_000);
    const second = two.ask();
    provider.isWalled = false;
    await clock.advance(MINUTE_MS);
    isCrashed = true;
    provider.answerMs = 1_000;
    await clock.advance(40_000);
    expect(provider.asked.map((asked) => asked.split(' ')[0])).toEqual(['one', 'one', 'two']);
    expect(await second).toEqual({ value: 'two' });
    await one.controller.close();
    await two.controller.close();
  });

  it('open together where a person reopens the gate of one', async () => {
    const { clock, provider, start } = scene();
    const [one, two] = [start('one'), start('two')];
    provider.isWalled = true;
    const first = one.ask();
    await clock.advance(2_000);
    const second = two.ask();
    await clock.advance(0);
    provider.isWalled = false;
    one.controller.gates()[0]?.reopen();
    await clock.advance(17_000);
    expect(await Promise.all([first, second])).toEqual([{ value: 'one' }, { value: 'two' }]);
    expect(two.waits.at(-1)).toMatch(/released$/);
    await one.controller.close();
    await two.controller.close();
  });

  it('hear of a limit that nobody waits for, and fail without a request', async () => {
    const { clock, provider, start } = scene();
    const policies = { 'hourly-limit': stop() };
    const [one, two] = [start('one', { policies }), start('two', { policies })];
    provider.isWalled = true;
    expect((await one.ask()).error).toMatchObject({ kind: 'hourly-limit', attempts: [expect.anything()] });
    await clock.advance(2_000);
    expect((await two.ask()).error).toMatchObject({ kind: 'hourly-limit', reason: 'closed-gate', attempts: [] });
    expect(provider.asked).toEqual(['one 0']);
    await one.controller.close();
    await two.controller.close();
  });

  it('use up a limit together: what one learnt, the other goes by', async () => {
    const { clock, provider, start } = scene();
    const [one, two] = [start('one'), start('two')];
    const gateOf = ({ controller }: typeof one) => controller.gates()[0];
    const answerSix = async (): Promise<void> => {
      for (let asked = 0; asked < 6; asked += 1) {
        const asking = one.ask();
        await clock.advance(1_000);
        await asking;
      }
    };
    // Two walls of an hour's window that turns at 30 min.
    for (const startMs of [0, 60 * MINUTE_MS]) {
      await answerSix();
      await clock.advanceTo(START + startMs + 10 * MINUTE_MS);
      provider.isWalled = true;
      const asking = one.ask();
      await clock.advanceTo(START + startMs + 30 * MINUTE_MS);
      provider.isWalled = false;
      await clock.advance(29 * MINUTE_MS);
      await asking;
    }
    await answerSix();
    provider.isWalled = true;
    const asking = one.ask();
    await clock.advance(2_000);
    const other = two.ask();
    await clock.advance(0);
    expect(gateOf(one)?.learnt).toBeDefined();
    expect(gateOf(two)?.learnt).toEqual(gateOf(one)?.learnt);
    expect(gateOf(two)).toMatchObject({ until: gateOf(one)?.until, resetSource: 'learnt' });
    await one.controller.close();
    await two.controller.close();
    await Promise.all([asking, other]);
  });

  it('lose nothing but a second where the store hangs, and say so once', async () => {
    const store = memoryQuotaStore();
    const hanging: QuotaStore = {
      load: (namespace) => (isHanging ? new Promise(() => undefined) : store.load(namespace)),
      save: store.save,
    };
    let isHanging = false;
    const { clock, start, warnings } = scene({ answerMs: 1 });
    const one = start('one', { store: hanging });
    await clock.advance(2_000);
    isHanging = true;
    const started = performance.now();
    const first = one.ask();
    await clock.advance(1);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await clock.advance(1);
    expect(await first).toEqual({ value: 'one' });
    // And the next ones don't even ask.
    await clock.advance(1_500);
    const next = one.ask();
    await clock.advance(1);
    expect(await next).toEqual({ value: 'one' });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(warnings).toEqual([expect.stringMatching(/did not answer within 1 s/)]);
    isHanging = false;
    await one.controller.close();
  });

  it.each(Array.from({ length: 15 }, (_, index) => index + 1))(
    'leave no call behind, whoever is cancelled or ends when (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const { clock, provider, start } = scene({ answerMs: 20_000 });
      provider.isWalled = true;
      const wallMs = Math.round(random() * 40) * MINUTE_MS;
      const all = ['one', 'two', 'three'].map((name) => start(name));
      const ends: Promise<unknown>[] = [];
      for (let asked = 0; asked < 12; asked += 1) {
        const stopping = new AbortController();
        const from = all[Math.floor(random() * 3)];
        ends.push(from!.ask(stopping.signal));
        if (random() < 0.4) void clock.sleep(random() * 60 * MINUTE_MS).then(() => stopping.abort(new Error('enough')));
        await clock.advance(random() * 2 * MINUTE_MS);
      }
      void clock.sleep(random() * 40 * MINUTE_MS).then(() => all[0]!.controller.close());
      await clock.advanceTo(Math.max(clock.now(), START + wallMs));
      provider.isWalled = false;
      await clock.advance(2 * 60 * MINUTE_MS);
      await Promise.all(ends);
      // One probe for each stage, and one for each that was cancelled in the middle of its own.
      expect(provider.asked.length).toBeLessThan(12 + 5 + 5);
      expect(all.slice(1).flatMap(({ controller }) => controller.gates())).toEqual([]);
      for (const { controller } of all) await controller.close();
    },
  );
});
