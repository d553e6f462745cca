import { describe, expect, it } from 'vitest';
import { memoryQuotaStore } from '../../stores/memory.js';
import { manualClock } from '../../testing/manual-clock.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { createRetryController } from '../../client/retry-controller.js';
import type { ResilientFetchOptions } from './options.js';
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

const refusedFor = (seconds: number): Response =>
  Response.json({ error: { message: 'Too many requests' } }, { status: 429, headers: { 'retry-after': `${seconds}` } });
const SPENT_DAY = (): Response => refused(429, 'You have reached your daily usage limit.');

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

/** A fetch over a client whose requests bring a key each; tells with which key each of them was sent. */
function manyKeys(answer: (secret: string) => Response | Promise<Response> = () => good()) {
  const clock = manualClock();
  const client = createRetryController({ clock, random: seededRandom(1) });
  const sent: string[] = [];
  const underneath = (_: unknown, init?: RequestInit): Promise<Response> => {
    const secret = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? '';
    sent.push(secret);
    return Promise.resolve(answer(secret));
  };
  const create = (options: ResilientFetchOptions = {}): ResilientFetch =>
    resilientFetch(client, { fetch: underneath, ...options });
  const post = (fetch: ResilientFetch, secret: string): Promise<Response> =>
    fetch(CHAT, { method: 'POST', headers: { authorization: `Bearer ${secret}` }, body: '{"model":"m"}' });
  return { client, clock, create, post, sent };
}

describe('the keys of a resilient fetch', () => {
  it('are its own where two of them stand over one client', async () => {
    const { client, create, post, sent } = manyKeys();
    const [one, two] = [create(), create()];
    await post(one, 'sk-one');
    await post(two, 'sk-two');
    await post(two, 'sk-one');
    expect(sent).toEqual(['sk-one', 'sk-two', 'sk-one']);
    expect(client.keys().map(({ project }) => project)).toEqual(['#1', '#2']);
    await client.close();
  });

  it('are those that each was given where two of them stand over one client', async () => {
    const { client, create, post, sent } = manyKeys();
    const [one, two] = [create({ provider: 'x', keys: ['sk-one'] }), create({ provider: 'x', keys: ['sk-two'] })];
    await post(one, 'sk');
    await post(two, 'sk');
    expect(sent).toEqual(['sk-one', 'sk-two']);
    await client.close();
  });

  it('are a thousand at most: those go first that nobody used for the longest', async () => {
    const { client, create, post } = manyKeys();
    const fetch = create();
    for (let index = 1; index <= 1_000; index += 1) await post(fetch, `sk-${index}`);
    await post(fetch, 'sk-1');
    for (let index = 1_001; index <= 1_010; index += 1) await post(fetch, `sk-${index}`);
    const projects = client.keys().map(({ project }) => project);
    expect(projects).toHaveLength(1_000);
    expect(projects.slice(0, 2)).toEqual(['#1', '#12']);
    await client.close();
  });

  it('are not forgotten while a call of theirs is under way or waits', async () => {
    let answer!: (response: Response) => void;
    const { client, clock, create, post, sent } = manyKeys((secret) => {
      if (secret === 'sk-slow') return new Promise((resolve) => (answer = resolve));
      return secret === 'sk-spent' && sent.length < 3 ? refusedFor(60) : good();
    });
    const fetch = create();
    const asking = [post(fetch, 'sk-slow'), post(fetch, 'sk-spent')];
    await clock.advance(0);
    for (let index = 1; index <= 1_100; index += 1) await post(fetch, `sk-${index}`);
    expect(client.keys()).toHaveLength(1_000);
    expect(client.keys().map(({ keyId }) => keyId)).toEqual(expect.arrayContaining(['key-1', 'key-2']));
    answer(good());
    await clock.advance(60_000);
    expect((await Promise.all(asking)).map(({ status }) => status)).toEqual([200, 200]);
    await client.close();
  });

  it('leave no gate behind when they are forgotten, and are asked anew when they come again', async () => {
    const { client, clock, create, post, sent } = manyKeys((secret) => (secret === 'sk-spent' ? SPENT_DAY() : good()));
    const fetch = create();
    expect((await post(fetch, 'sk-spent')).status).toBe(429);
    expect(client.gates()).toHaveLength(1);
    for (let index = 1; index <= 1_000; index += 1) await post(fetch, `sk-${index}`);
    expect(client.gates()).toEqual([]);
    expect((await post(fetch, 'sk-spent')).status).toBe(429);
    expect(sent.filter((secret) => secret === 'sk-spent')).toHaveLength(2);
    await clock.advance(0);
    await client.close();
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
