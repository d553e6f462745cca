import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { ANSWER, good, JSON_TYPE, refused, setup, type Step } from '../../../test/support/fetch-scenario.js';
import { exponential } from '../../core/policy.js';
import { resilientFetch, type ResilientFetchInit } from './resilient-fetch.js';

describe('a resilient fetch', () => {
  it('hands on a good answer as it came', async () => {
    const { post, requests } = setup([good]);
    const response = await post();
    expect([response.status, response.url, await response.text()]).toEqual([200, '', ANSWER]);
    expect(requests.length).toBe(1);
  });

  it('waits as stated and sends the same request again', async () => {
    const { fetch, post, clock, requests } = setup([refused(429, { 'retry-after': '3832' }), good]);
    const waits: number[] = [];
    fetch.on('wait-start', (wait) => waits.push(wait.remainingMs));
    const asking = post();
    await clock.advance(3_831_999);
    expect([waits, requests.length, fetch.waits().length]).toEqual([[3_832_000], 1, 1]);
    await clock.advance(1);
    expect((await asking).status).toBe(200);
    expect(await Promise.all(requests.map((request) => request.text()))).toEqual([
      JSON.stringify({ model: 'gpt-x', messages: [] }),
      JSON.stringify({ model: 'gpt-x', messages: [] }),
    ]);
  });

  it('sends one probe for all who wait at the same limit, and none for other models', async () => {
    const { post, clock, requests } = setup([refused(429, { 'retry-after': '60' }), good]);
    const first = post();
    await clock.advance(0);
    const others = [post(), post(), post()];
    const elsewhere = await post({ body: JSON.stringify({ model: 'gpt-y' }) });
    expect([elsewhere.status, requests.length]).toEqual([200, 2]);
    await clock.advance(60_000);
    expect((await Promise.all([first, ...others])).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(requests.length).toBe(6);
  });

  it('keeps the limits of two keys of the SDK apart', async () => {
    const { post, clock, requests } = setup([refused(429, { 'retry-after': '60' }), good]);
    const first = post();
    await clock.advance(0);
    const other = await post({ headers: { ...JSON_TYPE, authorization: 'Bearer sk-another-key-1' } });
    expect([other.status, requests.length]).toEqual([200, 2]);
    await clock.advance(60_000);
    await first;
  });

  it('aborts at once, with the reason of the signal, and leaves no wait', async () => {
    const { fetch, post, clock } = setup([refused(429, { 'retry-after': '3832' })]);
    const stop = new AbortController();
    const asking = post({ signal: stop.signal });
    await clock.advance(1_000);
    stop.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
    expect(fetch.waits()).toEqual([]);
  });

  it('takes an error inside HTTP 200, an empty answer and half of one for what they are', async () => {
    const wrong = [JSON.stringify({ error: { message: 'boom', code: 500 } }), '{"choices":[{"me', '{"choices":[]}'];
    const { post, clock, requests } = setup(
      [
        ...wrong.map(
          (text): Step =>
            () =>
              new Response(text, { headers: JSON_TYPE }),
        ),
        good,
      ],
      { policies: { 'invalid-response': exponential({ maxAttempts: 5 }) } },
    );
    const asking = post();
    await clock.advance(60_000);
    expect(await (await asking).text()).toBe(ANSWER);
    expect(requests.length).toBe(4);
  });
});

describe('what is no call to an LLM', () => {
  it('passes untouched', async () => {
    const underneath = vi.fn(async () => new Response('ok', { status: 500 }));
    const fetch = resilientFetch({ fetch: underneath });
    const init = { method: 'POST', body: new FormData() };
    const request = new Request('https://api.openai.com/v1/models');
    expect((await fetch('https://example.com/v1/chat/completions', init)).status).toBe(500);
    await fetch(request);
    expect(underneath.mock.calls).toEqual([
      ['https://example.com/v1/chat/completions', init],
      [request, undefined],
    ]);
    expect((underneath.mock.calls as unknown[][])[0]?.[1]).toBe(init);
  });
});

describe('a response', () => {
  const own = async (
    options: ResilientFetchInit,
    run: (fetch: ReturnType<typeof resilientFetch>, url: string) => Promise<void>,
  ) => {
    const server = createServer((request, response) => {
      const isSound = request.url?.includes('speech') === true;
      response.writeHead(request.url?.includes('bad') === true ? 400 : 200, {
        'content-type': isSound ? 'audio/mpeg' : 'application/json',
      });
      response.end(isSound ? 'sound' : ANSWER);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const fetch = resilientFetch(options);
    try {
      await run(fetch, `http://127.0.0.1:${port}`);
    } finally {
      await fetch.close();
      server.close();
    }
  };

  it.each(['/v1/chat/completions', '/v1/audio/speech', '/v1/bad/chat/completions'])(
    'of %s is one of this realm, at its address',
    async (path) => {
      await own({}, async (fetch, url) => {
        const response = await fetch(url + path, { method: 'POST', body: '{"model":"m"}' });
        for (const each of [response, response.clone()]) {
          expect([each instanceof Response, each.headers instanceof Headers]).toEqual([true, true]);
          expect([each.url, each.redirected]).toEqual([url + path, false]);
          expect(await each.text()).toBe(path.includes('speech') ? 'sound' : ANSWER);
        }
      });
    },
  );
});
