import { afterEach, describe, expect, it } from 'vitest';
import { outcome, scenario } from '../../test/support/scenario.js';
import { hang, ok, overloaded, type Step } from '../../test/support/scripted-provider.js';
import type { ClientOptions } from './client.js';

const ANSWER_MS = 8_000;

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

/** Forty calls wait for a server that is down, and that had answered four requests a second, each after 8 s. */
async function outage(options: { readonly refusedAfterMs?: number } & Partial<ClientOptions> = {}) {
  const { refusedAfterMs = 0, ...clientOptions } = options;
  const world = scenario([ok()], { concurrency: 32, ...clientOptions });
  const { chat, clock, client, provider } = world;
  close = () => client.close();
  const after =
    (ms: number, step: Step): Step =>
    async (request, attempt) => {
      await clock.sleep(ms, { signal: attempt.signal });
      return (await step(request, attempt)) as Awaited<ReturnType<Extract<Step, (...of: never[]) => Promise<unknown>>>>;
    };
  const slow = after(ANSWER_MS, ok());
  const refused = after(refusedAfterMs, overloaded);
  provider.script(slow);
  for (let index = 0; index < 40; index += 1) {
    void outcome(chat());
    await clock.advance(250);
  }
  await clock.advance(ANSWER_MS);
  provider.script(refused);
  const stops = Array.from({ length: 40 }, () => new AbortController());
  const replies = stops.map(({ signal }) => outcome(chat({ signal })));
  await clock.advance(60_000);
  /** The server is back; runs until it is asked. */
  const untilProbe = async (...steps: readonly Step[]): Promise<number> => {
    provider.script(...steps);
    const before = provider.requests.length;
    while (provider.requests.length === before) await clock.advance(100);
    return before;
  };
  return { ...world, slow, refused, replies, stops, untilProbe, closed: () => client.gates().length };
}

describe('a probe of a server that was down', () => {
  it('is followed before its answer, where refusals came at once, at the pace of before', async () => {
    const { clock, provider, replies, slow, untilProbe, closed } = await outage();
    const before = await untilProbe(slow);
    await clock.advance(ANSWER_MS - 1_000);
    const followers = provider.requests.slice(before + 1).map(({ at }) => at - (provider.requests[before]?.at ?? 0));
    expect(followers[0]).toBe(500);
    // Four a second.
    expect(followers.length).toBeGreaterThanOrEqual(22);
    expect(followers.length).toBeLessThanOrEqual(28);
    expect(closed()).toBe(1);
    await clock.advance(1_000);
    expect(closed()).toBe(0);
    await clock.advance(60_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    expect(provider.requests.length).toBe(before + 40);
  });

  it('is waited for, where refusals take nearly as long as answers', async () => {
    const { clock, provider, slow, untilProbe } = await outage({ refusedAfterMs: 3_000 });
    const before = await untilProbe(slow);
    await clock.advance(ANSWER_MS - 500);
    expect(provider.requests.length).toBe(before + 1);
    await clock.advance(10_000);
    expect(provider.requests.length).toBeGreaterThan(before + 20);
  });

  it('decides alone where one that follows it is refused', async () => {
    const { clock, provider, replies, slow, refused, untilProbe, closed } = await outage();
    const before = await untilProbe(slow, refused, slow);
    await clock.advance(ANSWER_MS - 1_000);
    expect(provider.requests.length).toBe(before + 2);
    expect(closed()).toBe(1);
    await clock.advance(60_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    expect(provider.requests.length).toBe(before + 41);
  });

  it('is followed by no more than could have been answered in its time, where the server hangs now', async () => {
    const { clock, provider, untilProbe } = await outage({ concurrency: 1_000 });
    const before = await untilProbe(hang);
    await clock.advance(2 * ANSWER_MS);
    expect(provider.requests.length).toBeLessThanOrEqual(before + 32);
  });

  it('may be aborted: the next one finds out at once, whoever else follows', async () => {
    const { clock, events, provider, replies, stops, slow, untilProbe, closed } = await outage();
    const before = await untilProbe(slow);
    const probe = events.of('attempt-start').findLast((event) => event.probe)?.callId;
    await clock.advance(1_000);
    const callIds = events.of('call-start').map(({ callId }) => callId);
    const sent = provider.requests.length;
    stops[callIds.slice(-replies.length).indexOf(probe ?? '')]?.abort(new Error('enough'));
    await clock.advance(0);
    expect(provider.requests.length).toBe(sent + 1);
    await clock.advance(ANSWER_MS - 1);
    expect(closed()).toBe(1);
    await clock.advance(1);
    expect(closed()).toBe(0);
    await clock.advance(60_000);
    const ends = await Promise.all(replies);
    expect(ends.filter(({ value }) => value === 'done')).toHaveLength(replies.length - 1);
    expect(ends.find(({ error }) => error !== undefined)?.error).toEqual(new Error('enough'));
    expect(provider.requests.length).toBe(before + 40);
  });
});
