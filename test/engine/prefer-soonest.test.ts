import { describe, expect, it } from 'vitest';
import { outcome, scenario, type Step } from '../support/scenario.js';
import { ok, rateLimit, scriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';

describe("prefer: 'soonest'", () => {
  const two = (
    limits: object,
    steps: readonly Step[] = [ok()],
  ): ReturnType<typeof scenario> & { other: ScriptedProvider } => {
    const other = scriptedProvider([ok('other')], { name: 'gemini', keys: ['g'] });
    return { ...scenario(steps, { prefer: 'soonest', others: [other], limits }), other };
  };

  it('goes to the fallback while the first model has no room, and back when it has', async () => {
    const { chat, clock } = two({ requestsPerMinute: 10, models: { kimi: { requestsPerMinute: 1 } } });
    const fallbacks = ['gemini/flash'];
    expect(await chat({ fallbacks })).toBe('done');
    expect(await chat({ fallbacks })).toBe('other');
    await clock.advance(60_000);
    expect(await chat({ fallbacks })).toBe('done');
  });

  it('stays where it would start sooner', async () => {
    const { chat, clock } = two({
      models: { kimi: { requestsPerSecond: 1, requestsPerMinute: 2 }, flash: { requestsPerHour: 1 } },
    });
    const fallbacks = ['gemini/flash'];
    expect(await Promise.all([chat({ fallbacks }), chat({ fallbacks: [], model: 'gemini/flash' })])).toEqual([
      'done',
      'other',
    ]);
    const third = chat({ fallbacks });
    await clock.advance(1_000);
    expect(await third).toBe('done');
  });

  it('goes elsewhere for a refusal that states a short wait, too', async () => {
    const { chat } = two({}, [rateLimit(30), ok()]);
    expect(await chat({ fallbacks: ['gemini/flash'] })).toBe('other');
  });

  it('waits where the first model is free before the fallback is', async () => {
    const { chat, clock, other } = two({}, [rateLimit(5), ok()]);
    other.script(rateLimit(50), ok('other'));
    const blocked = outcome(chat({ model: 'gemini/flash' }));
    await clock.advance(0);
    const first = chat({ fallbacks: ['gemini/flash'] });
    await clock.advance(5_000);
    expect(await first).toBe('done');
    await clock.advance(60_000);
    expect(await blocked).toEqual({ value: 'other' });
  });

  it('leaves a gate for the fallback, where that comes free before its own model does', async () => {
    const { chat, clock, client, other } = two({}, [rateLimit(3_000), ok()]);
    other.script(rateLimit(5_000), ok('other'));
    const fallback = outcome(chat({ model: 'gemini/flash', fallbacks: [] }));
    await clock.advance(0);
    const waiting = [outcome(chat({ fallbacks: ['gemini/flash'] }))];
    await clock.advance(0);
    waiting.push(outcome(chat({ fallbacks: ['gemini/flash'] })), outcome(chat({ fallbacks: ['gemini/flash'] })));
    const patient = outcome(chat({ fallbacks: ['gemini/flash'], prefer: 'wait' }));
    await clock.advance(60_000);
    expect(client.waits().map(({ waiting: calls }) => calls)).toEqual([1, 4]);
    // A person knows better.
    client
      .gates()
      .find(({ provider }) => provider === 'gemini')
      ?.reopen();
    await clock.advance(1_000);
    expect(await Promise.all([fallback, ...waiting])).toEqual(Array(4).fill({ value: 'other' }));
    expect(client.waits().map(({ waiting: calls }) => calls)).toEqual([1]);
    await clock.advance(3_000_000);
    expect(await patient).toEqual({ value: 'done' });
  });

  it('can be asked for by one call alone', async () => {
    const other = scriptedProvider([ok('other')], { name: 'gemini', keys: ['g'] });
    const { chat, clock } = scenario([rateLimit(30), ok()], { others: [other] });
    expect(await chat({ fallbacks: ['gemini/flash'], prefer: 'soonest' })).toBe('other');
    const waiting = chat({ fallbacks: ['gemini/flash'] });
    await clock.advance(30_000);
    expect(await waiting).toBe('done');
  });
});
