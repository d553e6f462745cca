import { describe, expect, it } from 'vitest';
import { memoryQuotaStore } from '../../stores/memory.js';
import { manualClock } from '../../testing/manual-clock.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { resilientFetch, type ResilientFetch } from './resilient-fetch.js';

const CHAT = 'http://localhost:11434/v1/chat/completions';
const good = (headers: Record<string, string> = {}): Response =>
  Response.json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }, { headers });
const SPENT = {
  'x-ratelimit-limit-requests': '60',
  'x-ratelimit-remaining-requests': '0',
  'x-ratelimit-reset-requests': '60s',
};
const refused = (status: number, message: string): Response => Response.json({ error: { message } }, { status });

/** A resilient fetch whose requests go under keys of their own, as all do that no client knows. */
function setup(answers: readonly (() => Response | Promise<Response>)[]) {
  const clock = manualClock();
  const sentAt: number[] = [];
  const start = clock.now();
  const fetch = resilientFetch({
    clock,
    random: seededRandom(1),
    concurrency: 8,
    fetch: async () => {
      const answer = answers[Math.min(sentAt.length, answers.length - 1)];
      sentAt.push(clock.now() - start);
      return (answer ?? good)();
    },
  });
  const post = (): Promise<Response> =>
    fetch(CHAT, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-own' },
      body: '{"model":"gpt-x","messages":[]}',
    });
  return { fetch, post, clock, sentAt };
}

describe('the places of a resilient fetch', () => {
  it('are as many as before once an outage is over', async () => {
    const { fetch, post, clock } = setup([
      () => refused(503, 'The model is overloaded. Please try again later.'),
      good,
    ]);
    const asking = post();
    await clock.advance(0);
    expect(fetch.client.limits()[0]?.concurrency.limit).toBe(1);
    await clock.advance(60_000);
    expect((await asking).status).toBe(200);
    expect(fetch.client.limits()[0]?.concurrency.limit).toBe(8);
    await fetch.close();
  });

  it('are as many as a refusal of too many at the same time tells, and no time is waited for', async () => {
    let answerFirst!: (response: Response) => void;
    const first = new Promise<Response>((resolve) => (answerFirst = resolve));
    const { fetch, post, clock, sentAt } = setup([
      () => first,
      () => refused(429, 'too many concurrent requests'),
      good,
    ]);
    const asking = [post(), post()];
    await clock.advance(5);
    expect(sentAt).toEqual([0, 0]);
    answerFirst(good());
    await clock.advance(0);
    expect((await Promise.all(asking)).map(({ status }) => status)).toEqual([200, 200]);
    expect(sentAt).toEqual([0, 0, 5]);
    expect(fetch.client.limits()[0]?.concurrency.limit).toBe(1);
    await fetch.close();
  });
});

describe('the paces of a resilient fetch', () => {
  it('are kept for each key of the SDK, however many there are', async () => {
    const store = memoryQuotaStore();
    const clock = manualClock();
    const post = (fetch: ResilientFetch, secret: string): Promise<Response> =>
      fetch(CHAT, { method: 'POST', headers: { authorization: `Bearer ${secret}` }, body: '{"model":"m"}' });
    const before = resilientFetch({ clock, store, fetch: async () => good(SPENT) });
    await Promise.all([post(before, 'sk-one'), post(before, 'sk-two')]);
    await before.close();
    const fetch = resilientFetch({ clock, store, fetch: async () => good() });
    // The other way round: it is not by its place that a key is known.
    const asking = [post(fetch, 'sk-two'), post(fetch, 'sk-three'), post(fetch, 'sk-one')];
    await clock.advance(10);
    expect(fetch.client.limits().map(({ rates }) => rates.map(({ remaining }) => remaining))).toEqual([[0], [], [0]]);
    await clock.advance(120_000);
    await Promise.all(asking);
    await fetch.close();
  });
});
