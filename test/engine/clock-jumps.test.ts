import { describe, expect, it } from 'vitest';
import { Lease } from '../../src/limits/memory/lease.js';
import { staged, type LlmError } from '../../src/index.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { outcome, scenario } from '../support/scenario.js';
import { hourlyLimit, modelNotFound, ok, overloaded, rateLimit } from '../support/scripted-provider.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const YEAR_MS = 365 * 24 * HOUR_MS;

const BACK = [
  ['by hours', -5 * HOUR_MS],
  ['by years', -10 * YEAR_MS],
  ['to before 1970', -60 * YEAR_MS],
] as const;
const JUMPS = [...BACK, ['forwards by hours', 5 * HOUR_MS], ['forwards by years', 10 * YEAR_MS]] as const;

type Scene = ReturnType<typeof scenario>;

/** Elapsed ms at which each call ended. */
async function endsOf(scene: Scene, calls: readonly Promise<unknown>[], within: number): Promise<readonly number[]> {
  const from = scene.clock.elapsed();
  const ends: number[] = [];
  for (const call of calls) void call.then(() => ends.push(scene.clock.elapsed() - from));
  await scene.clock.advance(within);
  return ends;
}

describe('a clock that steps back', () => {
  it.each(BACK)('%s while a gate is closed makes `maxWait` no longer', async (_how, jumpMs) => {
    const scene = scenario([overloaded]);
    const calls = Array.from({ length: 4 }, () => outcome(scene.chat()));
    await scene.clock.advance(3_000);
    scene.clock.jump(jumpMs);
    const ends = await endsOf(scene, calls, 3 * HOUR_MS);
    expect(ends).toHaveLength(4);
    expect(Math.max(...ends)).toBeLessThanOrEqual(32 * MINUTE_MS);
    for (const call of calls) expect((await call).error).toMatchObject({ reason: 'max-wait' });
    expect(scene.provider.requests.length).toBeLessThan(100);
    expect(scene.clock.pending).toBe(0);
  });

  it.each(BACK)(
    '%s while calls are paced lets each go at its time, tells of it, and ends who waits too long',
    async (...row) => {
      const scene = scenario([ok()], { limits: { requestsPerMinute: 2 } });
      const calls = Array.from({ length: 10 }, () => outcome(scene.chat()));
      const impatient = outcome(scene.chat({ maxWait: '90s' }));
      await scene.clock.advance(20_000);
      scene.clock.jump(row[1]);
      const ends = await endsOf(scene, [...calls, impatient], HOUR_MS);
      expect(ends).toHaveLength(11);
      expect(Math.max(...ends)).toBe(4 * MINUTE_MS - 20_000);
      expect((await impatient).error).toMatchObject({ reason: 'max-wait' });
      const ticks = scene.events.of('wait-tick');
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      for (const { summary, until } of [...scene.events.of('wait-start'), ...ticks]) {
        expect(Number.isFinite(until)).toBe(true);
        expect(summary).not.toMatch(/NaN|Invalid/);
      }
    },
  );

  it.each(BACK)('%s makes a wait that a person extended no longer', async (_how, jumpMs) => {
    const scene = scenario([ok()], { limits: { requestsPerMinute: 1 } });
    const calls = [outcome(scene.chat()), outcome(scene.chat())];
    await scene.clock.advance(1_000);
    scene.client.waits()[0]?.extend(10 * MINUTE_MS);
    scene.clock.jump(jumpMs);
    const ends = await endsOf(scene, calls, HOUR_MS);
    expect(Math.max(...ends)).toBeLessThanOrEqual(11 * MINUTE_MS);
    expect(Math.max(...ends)).toBeGreaterThanOrEqual(10 * MINUTE_MS);
  });

  it.each(BACK)('%s remembers a dead model for no years', async (_how, jumpMs) => {
    const scene = scenario([modelNotFound, ok('fallback'), ok('own')]);
    const ask = () => scene.chat({ fallbacks: ['ollama/other'] });
    expect(await ask()).toBe('fallback');
    scene.clock.jump(jumpMs);
    expect(await ask()).toBe('own');
    expect(scene.provider.requests.map(({ model }) => model)).toEqual(['kimi', 'other', 'kimi']);
  });

  it('holds nobody up who waits for the answer of another program', () => {
    const clock = manualClock();
    const lease = new Lease(clock);
    lease.deny({ by: 'other', until: clock.now() + 20_000 });
    expect(lease.isElsewhere).toBe(true);
    clock.jump(-HOUR_MS);
    expect(lease.isElsewhere).toBe(false);
  });
});

describe('a clock that jumps', () => {
  it.each(JUMPS)('%s while a ladder runs makes neither a hot loop nor an endless wait', async (_how, jumpMs) => {
    const scene = scenario([hourlyLimit]);
    const calls = Array.from({ length: 5 }, () => outcome(scene.chat()));
    await scene.clock.advance(10_000);
    scene.clock.jump(jumpMs);
    const ends = await endsOf(scene, calls, 2 * HOUR_MS);
    expect(ends).toHaveLength(5);
    expect(scene.provider.requests.length).toBeLessThanOrEqual(9);
    for (const call of calls) {
      const error = (await call).error as LlmError;
      expect(error.kind).toBe('hourly-limit');
      expect(['stages-used', 'max-wait']).toContain(error.reason);
      expect(error.resetsAt ?? Infinity).toBeGreaterThan(scene.clock.now() - 2 * HOUR_MS);
      expect(error.message).not.toMatch(/NaN|Invalid/);
    }
  });

  it.each(JUMPS)('%s, and the other way a moment later, ends no stated wait late', async (_how, jumpMs) => {
    const scene = scenario([rateLimit(600), ok()], { provider: { name: 'openai' } });
    const calls = Array.from({ length: 3 }, () => outcome(scene.chat()));
    await scene.clock.advance(1_000);
    scene.clock.jump(jumpMs);
    await scene.clock.advance(1_000);
    scene.clock.jump(-jumpMs);
    const ends = await endsOf(scene, calls, HOUR_MS);
    // Where it went forwards, it was over already.
    expect(ends.filter((at) => at > 10 * MINUTE_MS)).toEqual([]);
    for (const call of calls) expect(await call).toEqual({ value: 'done' });
    expect(scene.provider.requests.length).toBeLessThanOrEqual(6);
  });

  it('forwards by more than `maxWait` ends who waits with the time at which it would have asked next', async () => {
    const scene = scenario([hourlyLimit], { policies: { 'hourly-limit': staged(['1m', '30m']) } });
    const call = outcome(scene.chat());
    await scene.clock.advance(10_000);
    scene.clock.jump(2 * YEAR_MS);
    await scene.clock.advance(MINUTE_MS);
    const error = (await call).error as LlmError;
    expect(error).toMatchObject({ reason: 'max-wait', resetsAt: undefined });
    expect(error.message).toMatch(/waited for until 2028-.*next try would have been at 2028-.*\(in 30 min\)/);
  });
});
