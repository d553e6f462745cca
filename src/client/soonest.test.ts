import { describe, expect, it } from 'vitest';
import { outcome, scenario } from '../../test/support/scenario.js';
import {
  ok,
  rateLimit,
  scriptedProvider,
  type ScriptedProvider,
  type Step,
} from '../../test/support/scripted-provider.js';

const FALLBACKS = ['gemini/flash'];

function two(steps: readonly Step[]): ReturnType<typeof scenario> & { readonly other: ScriptedProvider } {
  const other = scriptedProvider([ok('other')], { name: 'gemini', keys: ['g'] });
  return { ...scenario(steps, { prefer: 'soonest', others: [other], concurrency: 100 }), other };
}

describe("prefer: 'soonest', once a call has left its first model", () => {
  it('goes back where that comes free before the fallback does', async () => {
    const { chat, clock, other, provider } = two([rateLimit(50), ok()]);
    other.script(rateLimit(3_000), ok('other'));
    const reply = chat({ fallbacks: FALLBACKS });
    await clock.advance(50_000);
    expect(await reply).toBe('done');
    expect([provider.requests.length, other.requests.length]).toEqual([2, 1]);
  });

  it('waits where it is while both come free at the same time, and goes to and fro for nothing', async () => {
    const { chat, clock, other, events } = two([rateLimit(50)]);
    other.script(rateLimit(50));
    const reply = outcome(chat({ fallbacks: FALLBACKS, maxWait: '10m' }));
    await clock.advance(3_600_000);
    expect((await reply).error).toMatchObject({ kind: 'rate-limit' });
    expect(events.of('model-switch').length).toBeLessThan(40);
  });

  it('brings its first model no crowd when that is open again: one finds out, the others follow by and by', async () => {
    const { chat, clock, other, provider } = two([rateLimit(50), ok()]);
    const slow: Step = async (request, attempt) => {
      await clock.sleep(400, { signal: attempt.signal });
      return (await ok()(request, attempt)) as Awaited<
        ReturnType<Extract<Step, (...args: never[]) => Promise<unknown>>>
      >;
    };
    other.script(rateLimit(3_000), ok('other'));
    const first = outcome(chat({ fallbacks: FALLBACKS }));
    await clock.advance(0);
    const crowd = Array.from({ length: 40 }, () => outcome(chat({ fallbacks: FALLBACKS })));
    await clock.advance(49_000);
    provider.script(slow);
    await clock.advance(60_000);
    const starts = provider.requests.map(({ at }) => at).slice(1);
    expect((await Promise.all([first, ...crowd])).every(({ value }) => value === 'done')).toBe(true);
    const busiest = Math.max(...starts.map((at) => starts.filter((later) => later >= at && later < at + 100).length));
    expect(starts).toHaveLength(41);
    expect(busiest).toBeLessThanOrEqual(16);
  });
});
