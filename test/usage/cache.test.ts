import { Keyv } from 'keyv';
import { describe, expect, it } from 'vitest';
import { cacheReplies, type CacheRepliesOptions } from '../../src/integrations/cache/index.js';
import type { ChatRequest } from '../../src/core/request.js';
import { outcome } from '../support/scenario.js';
import { ok, respond } from '../support/scripted-provider.js';
import { ledgerScenario } from './support/ledger-scenario.js';

const REQUEST: ChatRequest = { model: 'ollama/kimi', messages: [{ role: 'user', content: 'Hello' }], temperature: 0 };

function cached(steps: Parameters<typeof ledgerScenario>[0], options: Partial<CacheRepliesOptions> = {}) {
  const scenario = ledgerScenario(steps);
  const cache = cacheReplies(scenario.client, { store: new Keyv(), usage: scenario.ledger, ...options });
  return { ...scenario, cache };
}

describe('cacheReplies()', () => {
  it('asks once for equal requests, whatever order their fields stand in', async () => {
    const { cache, provider, ledger } = cached([ok('one')]);
    const first = await cache.chat({ ...REQUEST, metadata: { job: 'a' } });
    const second = await cache.chat({
      temperature: 0,
      messages: [{ content: 'Hello', role: 'user' }],
      model: 'ollama/kimi',
      metadata: { job: 'b' },
    });
    expect([first.cache, second.cache, second.text, second.attempts]).toEqual(['miss', 'hit', 'one', []]);
    expect(provider.requests).toHaveLength(1);
    const { all } = await ledger.reports.summary();
    expect(all).toMatchObject({
      requests: 1,
      cacheHits: 1,
      calls: 2,
      costUsd: 0.02,
      totalTokens: 15,
      unpricedRequests: 0,
    });
    expect((await ledger.reports.attempts({ where: { outcome: 'cached' } })).entries).toMatchObject([
      { costNanoUsd: 0, costSource: 'cache', job: 'b', attempt: 0 },
    ]);
  });

  it.each<[string, Partial<ChatRequest>]>([
    ['model', { model: 'ollama/other' }],
    ['message', { messages: [{ role: 'user', content: 'Hello!' }] }],
    ['parameter', { temperature: 1 }],
    ['option of the provider', { providerOptions: { seed: 1 } }],
  ])('asks anew for another %s', async (_what, other) => {
    const { cache, provider } = cached([ok()]);
    await cache.chat(REQUEST);
    expect((await cache.chat({ ...REQUEST, ...other })).cache).toBe('miss');
    expect(provider.requests).toHaveLength(2);
  });

  it('sends one request for equal calls at the same time', async () => {
    const { cache, provider, ledger } = cached([ok('one')]);
    const replies = await Promise.all(Array.from({ length: 20 }, () => cache.chat(REQUEST)));
    expect(provider.requests).toHaveLength(1);
    expect(replies.map((reply) => reply.text)).toEqual(Array.from({ length: 20 }, () => 'one'));
    expect(replies.filter((reply) => reply.cache === 'shared')).toHaveLength(19);
    expect((await ledger.reports.summary()).all).toMatchObject({ requests: 1, cacheHits: 19 });
  });

  it('keeps no error, and lets the next one ask', async () => {
    const { cache, provider } = cached([respond(400, { error: 'no' }), ok('good')]);
    const both = await Promise.all([outcome(cache.chat(REQUEST)), outcome(cache.chat(REQUEST))]);
    expect(both[0]?.error).toMatchObject({ kind: 'invalid-request' });
    expect(both[1]?.value).toMatchObject({ text: 'good' });
    expect(provider.requests).toHaveLength(2);
  });

  it('keeps no answer that was cut, and none of a fallback', async () => {
    const cut = () => Promise.resolve({ text: 'half', usage: {}, finishReason: 'length' as const, raw: {} });
    const length = cached([cut]);
    await length.cache.chat(REQUEST);
    expect((await length.cache.chat(REQUEST)).cache).toBe('miss');
    const fallback = cached([respond(404, { error: "model 'kimi' not found" }), ok()]);
    const request = { ...REQUEST, fallbacks: ['ollama/other'] };
    await fallback.cache.chat(request);
    expect((await fallback.cache.chat(request)).cache).toBe('miss');
  });

  it('lets the others have the answer where the one that asked is aborted, and asks no second time', async () => {
    const stop = new AbortController();
    let answer = (): void => undefined;
    const { cache, provider, ledger } = cached([
      (_request, { signal }) =>
        new Promise((done, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
          answer = () => {
            done({ text: 'later', usage: {}, finishReason: 'stop', raw: {} });
          };
        }),
    ]);
    const first = outcome(cache.chat({ ...REQUEST, signal: stop.signal }));
    const second = cache.chat(REQUEST);
    await new Promise((done) => setImmediate(done));
    stop.abort(new Error('mine'));
    expect((await first).error).toMatchObject({ message: 'mine' });
    answer();
    expect((await second).text).toBe('later');
    expect(provider.requests).toHaveLength(1);
    expect((await ledger.reports.summary()).all).toMatchObject({ requests: 1, aborted: 0, cacheHits: 1 });
  });

  it('ends the request once nobody waits for it any more, and asks anew for the next', async () => {
    const stop = new AbortController();
    const { cache, provider, ledger } = cached([
      (_request, { signal }) =>
        new Promise((_done, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
      ok('anew'),
    ]);
    const both = Array.from({ length: 2 }, () => outcome(cache.chat({ ...REQUEST, signal: stop.signal })));
    await new Promise((done) => setImmediate(done));
    stop.abort(new Error('all of us'));
    expect((await Promise.all(both)).map(({ error }) => (error as Error).message)).toEqual(['all of us', 'all of us']);
    expect(await cache.chat(REQUEST)).toMatchObject({ text: 'anew', cache: 'miss' });
    expect(provider.requests).toHaveLength(2);
    expect((await ledger.reports.summary()).all).toMatchObject({ requests: 2, aborted: 1 });
  });

  it('goes at once where its own caller aborts, and leaves the shared request alone', async () => {
    const stop = new AbortController();
    let answer = (): void => undefined;
    const { cache } = cached([
      () =>
        new Promise((done) => {
          answer = () => {
            done({ text: 'slow', usage: {}, finishReason: 'stop', raw: {} });
          };
        }),
    ]);
    const first = cache.chat(REQUEST);
    await new Promise((done) => setImmediate(done));
    const second = outcome(cache.chat({ ...REQUEST, signal: stop.signal }));
    await new Promise((done) => setImmediate(done));
    stop.abort(new Error('not me'));
    expect((await second).error).toMatchObject({ message: 'not me' });
    answer();
    expect((await first).text).toBe('slow');
  });

  it('goes on without a store that fails, and tells of it', async () => {
    const errors: unknown[] = [];
    const down = () => Promise.reject(new Error('redis is down'));
    const { cache, provider } = cached([ok()], {
      store: { get: down, set: down },
      onStoreError: (error) => errors.push(error),
    });
    expect((await cache.chat(REQUEST)).text).toBe('done');
    expect((await cache.chat(REQUEST)).text).toBe('done');
    expect(provider.requests).toHaveLength(2);
    expect(errors).toHaveLength(4);
  });

  it('hands the time to live on to the store, and keeps no answer to what can not be compared', async () => {
    const ttls: unknown[] = [];
    const store = new Keyv();
    const spy = {
      get: (key: string) => store.get(key),
      set: (key: string, value: unknown, ttl?: number) => {
        ttls.push(ttl);
        return store.set(key, value, ttl);
      },
    };
    const { cache } = cached([ok()], { store: spy, ttl: '2h' });
    await cache.chat(REQUEST);
    expect(ttls).toEqual([7_200_000]);
    await cache.chat({ ...REQUEST, providerOptions: { hook: () => 1 } });
    expect(ttls).toHaveLength(1);
  });

  it('refuses wrong options', () => {
    expect(() =>
      cacheReplies({ chat: () => Promise.reject(new Error()) }, { store: {}, ttl: 'soon' } as never),
    ).toThrow(/store[^]*ttl/);
  });
});
