import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FormData as UndiciFormData } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../client/create-client.js';
import { createRetryController } from '../../client/retry-controller.js';
import { exponential } from '../../core/policy.js';
import { isLlmError, type LlmError } from '../../core/error.js';
import { openai } from '../../providers/openai/index.js';
import { manualClock } from '../../testing/manual-clock.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { findLlmError } from '../../core/find-llm-error.js';
import { resilientFetch, type ResilientFetchInit } from './resilient-fetch.js';

const CHAT = 'https://api.openai.com/v1/chat/completions';
const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-x:generateContent';
const ANSWER = JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
const JSON_TYPE = { 'content-type': 'application/json' };

type Step = () => Response | Promise<Response>;

const good: Step = () => new Response(ANSWER, { headers: JSON_TYPE });
const goodGemini: Step = () =>
  Response.json({ candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] });
const refused =
  (status: number, headers: Record<string, string> = {}, message = 'no'): Step =>
  () =>
    new Response(JSON.stringify({ error: { message } }), { status, headers: { ...JSON_TYPE, ...headers } });
const delta = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

/** A streamed answer in pieces; `'hang'` never goes on. */
const streamed =
  (...pieces: readonly string[]): Step =>
  () => {
    const left = [...pieces];
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const piece = left.shift();
          if (piece === 'hang') return new Promise(() => undefined);
          if (piece === undefined) controller.close();
          else controller.enqueue(new TextEncoder().encode(piece));
          return undefined;
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };

/** A fetch over steps, and what it was asked for. */
function setup(steps: readonly Step[], options: ResilientFetchInit = {}) {
  const requests: Request[] = [];
  let index = 0;
  const clock = manualClock();
  const fetch = resilientFetch({
    clock,
    random: seededRandom(1),
    fetch: async (input, init) => {
      requests.push(new Request(input, init));
      init?.signal?.throwIfAborted();
      const step = steps[Math.min(index, steps.length - 1)];
      index += 1;
      return (step as Step)();
    },
    ...options,
  });
  const post = (extra: RequestInit & { url?: string } = {}): Promise<Response> =>
    fetch(extra.url ?? CHAT, {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: 'Bearer sk-own-key-of-the-sdk' },
      body: JSON.stringify({ model: 'gpt-x', messages: [] }),
      ...extra,
    });
  return { fetch, post, clock, requests };
}

const STREAM = JSON.stringify({ model: 'gpt-x', stream: true });

afterEach(() => {
  vi.restoreAllMocks();
});

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

describe('the keys', () => {
  const keys = ['first-key-of-two', 'second-key-of-two'];

  it.each([
    ['authorization', 'Bearer sdk-key', CHAT, 'Bearer '],
    ['api-key', 'sdk-key', CHAT, ''],
    ['x-goog-api-key', 'sdk-key', GEMINI, ''],
  ])('are changed where they stand: in %s', async (...[name, value, url, prefix]) => {
    const answer = url === GEMINI ? goodGemini : good;
    const { post, requests } = setup([refused(429, { 'retry-after': '60' }), answer], { provider: 'any', keys });
    await post({ url, headers: { [name]: value } });
    expect(requests.map((request) => request.headers.get(name))).toEqual(keys.map((key) => `${prefix}${key}`));
  });

  it('are changed in the address, too', async () => {
    const { post, requests } = setup([refused(401), goodGemini], { keys: { gemini: keys } });
    const body = JSON.stringify({ contents: [] });
    expect((await post({ url: `${GEMINI}?key=sdk-key`, headers: {}, body })).status).toBe(200);
    expect(requests.map((request) => new URL(request.url).searchParams.get('key'))).toEqual(keys);
  });

  it('of one provider go to no other', async () => {
    const { post, requests } = setup([good], { keys: { gemini: keys } });
    await post();
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer sk-own-key-of-the-sdk');
  });

  it('are those of a client that has the provider', async () => {
    const client = createClient({ providers: [openai({ apiKeys: keys })], clock: manualClock() });
    const seen: (string | null)[] = [];
    const fetch = resilientFetch(client, {
      fetch: async (_input, init) => {
        seen.push(new Headers(init?.headers).get('authorization'));
        return seen.length === 1 ? refused(429, { 'retry-after': '60' })() : good();
      },
    });
    await fetch(CHAT, { method: 'POST', headers: { authorization: 'Bearer sdk' }, body: '{"model":"m"}' });
    expect(seen).toEqual(keys.map((key) => `Bearer ${key}`));
    expect(client.keys().map(({ state }) => state)).toEqual(['limited', 'open']);
    await fetch.close();
    await client.close();
  });

  it('never show in what is thrown', async () => {
    const { post, clock } = setup([refused(400, {}, 'bad key sk-own-key-of-the-sdk')], { onFailure: 'throw' });
    const failed = post().catch((error: unknown) => error as LlmError);
    await clock.advance(0);
    const error = await failed;
    expect(isLlmError(error)).toBe(true);
    expect(JSON.stringify(error) + String((error as LlmError).stack)).not.toContain('sk-own-key');
  });
});

describe('a body', () => {
  const form = (Form: typeof FormData): FormData => {
    const made = new Form();
    made.append('model', 'whisper');
    made.append('file', new Blob(['sound']), 'a.wav');
    return made;
  };

  it.each([
    ['bytes', () => new TextEncoder().encode('{"model":"m"}')],
    ['parameters', () => new URLSearchParams({ model: 'm' })],
    ['a blob', () => new Blob(['{"model":"m"}'])],
    ['a form', () => form(FormData)],
    ["a form of undici's own", () => form(UndiciFormData as unknown as typeof FormData)],
  ])('of %s is sent as often as it must be', async (_name, body) => {
    const { post, clock, requests } = setup([refused(500), good]);
    const asking = post({ body: body(), headers: {} });
    await clock.advance(2_000);
    await asking;
    const texts = await Promise.all(requests.map((request) => request.clone().text()));
    expect(texts[1]).toBe(texts[0]);
    expect(texts[0]).toMatch(/model/);
    expect(texts[0]).not.toBe('[object FormData]');
    if (requests[1]?.headers.get('content-type')?.startsWith('multipart/')) {
      expect(texts[1]).toMatch(/name="model"\s+whisper\s/);
    }
  });

  it('of a Request is sent as often as it must be', async () => {
    const { fetch, clock, requests } = setup([refused(500), good]);
    const asking = fetch(new Request(CHAT, { method: 'POST', body: '{"model":"m"}', headers: { 'x-mine': '1' } }));
    await clock.advance(2_000);
    expect((await asking).status).toBe(200);
    expect(await Promise.all(requests.map((request) => request.text()))).toEqual(['{"model":"m"}', '{"model":"m"}']);
    expect(requests[1]?.headers.get('x-mine')).toBe('1');
  });

  it('that is a stream is sent once, and the error says why it was not sent again', async () => {
    const { post, clock, requests } = setup([refused(500), good], { onFailure: 'throw' });
    const body = new Blob(['{"model":"m"}']).stream();
    const failed = post({ body, ...{ duplex: 'half' } }).catch((error: unknown) => error);
    await clock.advance(2_000);
    expect(await failed).toMatchObject({ kind: 'server-error', message: expect.stringMatching(/body is a stream/) });
    expect(requests.length).toBe(1);
  });
});

describe('a stream', () => {
  const textOf = async (response: Response): Promise<{ text: string; error?: unknown }> => {
    let text = '';
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += new TextDecoder().decode(chunk);
      }
    } catch (error) {
      return { text, error };
    }
    return { text };
  };

  it('that breaks before its first content begins again, unseen', async () => {
    const { post, clock, requests } = setup([
      streamed(delta('')),
      streamed('data: {"error":{"message":"overloaded"}}\n\n'),
      streamed(delta('Hi'), 'data: [DONE]\n\n'),
    ]);
    const asking = post({ body: STREAM });
    await clock.advance(60_000);
    expect(await textOf(await asking)).toEqual({ text: `${delta('Hi')}data: [DONE]\n\n` });
    expect(requests.length).toBe(3);
  });

  it('that is cut after its first content fails, so that nobody takes a half for the whole', async () => {
    const { post, requests } = setup([streamed(delta('Hi'), delta(' you'))]);
    const { text, error } = await textOf(await post({ body: STREAM }));
    expect(text).toBe(delta('Hi') + delta(' you'));
    expect(error).toMatchObject({ kind: 'invalid-response' });
    expect(requests.length).toBe(1);
  });

  it('that is held whole begins again wherever it was cut, unseen', async () => {
    const { post, clock, requests } = setup(
      [streamed(delta('Ha'), delta('lf')), streamed(delta('Whole'), 'data: [DONE]\n\n')],
      { streams: 'whole' },
    );
    const asking = post({ body: STREAM });
    await clock.advance(60_000);
    expect(await textOf(await asking)).toEqual({ text: `${delta('Whole')}data: [DONE]\n\n` });
    expect(requests.length).toBe(2);
  });

  it('that stalls fails when its idle time is over', async () => {
    const { post, clock } = setup([streamed(delta('Hi'), 'hang')]);
    const reading = textOf(await post({ body: STREAM }));
    await clock.advance(120_000);
    expect(await reading).toMatchObject({ text: delta('Hi'), error: { kind: 'timeout' } });
  });

  it('that nobody reads for a while does not stall', async () => {
    const { fetch, post, clock } = setup([streamed(delta('Hi'), delta(' you'), 'data: [DONE]\n\n')]);
    const failures: string[] = [];
    fetch.on('call-failure', ({ kind }) => failures.push(kind));
    const response = await post({ body: STREAM });
    await clock.advance(600_000);
    expect((await textOf(response)).error).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('ends with the reason of the signal where that aborts', async () => {
    const { post } = setup([streamed(delta('Hi'), 'hang')]);
    const stop = new AbortController();
    const reading = textOf(await post({ body: STREAM, signal: stop.signal }));
    await Promise.resolve();
    stop.abort(new Error('enough'));
    expect((await reading).error).toMatchObject({ message: 'enough' });
  });

  it('that its reader leaves ends the call', async () => {
    const { fetch, post } = setup([streamed(delta('Hi'), 'hang')]);
    const ends: string[] = [];
    fetch.on('call-failure', ({ kind }) => ends.push(kind));
    fetch.on('call-success', () => ends.push('success'));
    const response = await post({ body: STREAM });
    await response.body?.cancel();
    expect(ends).toEqual(['cancelled']);
  });

  it('can be left where its connection fails of that, as undici does it', async () => {
    const ends: string[] = [];
    const fetch = resilientFetch({
      fetch: async (_input, init) => {
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new TextEncoder().encode(delta('Half')));
            init?.signal?.addEventListener('abort', () => {
              controller.error(init.signal?.reason);
            });
          },
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      },
    });
    fetch.on('call-failure', ({ kind }) => ends.push(kind));
    const response = await fetch(CHAT, { method: 'POST', body: STREAM });
    await expect(response.body?.cancel()).resolves.toBeUndefined();
    expect(ends).toEqual(['cancelled']);
    await fetch.close();
  });

  it('whose reader stops at the last event is an answer', async () => {
    const { fetch, post } = setup([streamed(`${delta('Hi')}data: [DONE]\n\n`, 'hang')]);
    const ends: string[] = [];
    fetch.on('call-failure', ({ kind }) => ends.push(kind));
    fetch.on('call-success', () => ends.push('success'));
    const response = await post({ body: STREAM });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel();
    await Promise.resolve();
    expect(ends).toEqual(['success']);
  });
});

describe('the end of a call that failed', () => {
  it("is the provider's own last response, which says not to ask again and no time", async () => {
    const { post, clock } = setup([refused(401, { 'retry-after': '5', 'x-request-id': 'r1' }, 'who are you')]);
    const asking = post();
    await clock.advance(0);
    const response = await asking;
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: { message: 'who are you' } });
    const seen = ['x-should-retry', 'x-request-id', 'x-llm-resilience-kind', 'retry-after'];
    expect(seen.map((name) => response.headers.get(name))).toEqual(['false', 'r1', 'authentication', null]);
    expect(findLlmError({ headers: response.headers })).toMatchObject({ kind: 'authentication' });
    expect(findLlmError(new Error('x', { cause: { headers: response.headers } }))).toBeDefined();
    expect(findLlmError(new Error('x'))).toBeUndefined();
  });

  it('is a response that says what happened, where there is none', async () => {
    const { post, clock, requests } = setup([() => Promise.reject(new TypeError('fetch failed'))]);
    const asking = post();
    await clock.advance(600_000);
    const response = await asking;
    expect([response.status, requests.length]).toEqual([502, 5]);
    expect(await response.json()).toMatchObject({ error: { type: 'network', code: 'attempts-used' } });
    expect(response.headers.get('x-should-retry')).toBe('false');
  });

  it("has the form of the provider's errors", async () => {
    const { post, clock } = setup([() => Promise.reject(new TypeError('fetch failed'))]);
    const asking = post({ url: 'https://ollama.com/api/chat' });
    await clock.advance(600_000);
    expect(await (await asking).json()).toEqual({ error: expect.stringContaining('ollama/gpt-x') });
  });

  it('is an LlmError where that is asked for', async () => {
    const { post, clock } = setup([refused(404, {}, 'The model `gpt-x` does not exist')], { onFailure: 'throw' });
    const failed = post().catch((error: unknown) => error);
    await clock.advance(0);
    expect(await failed).toMatchObject({
      name: 'LlmError',
      kind: 'model-not-found',
      provider: 'openai',
      model: 'gpt-x',
    });
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

describe('what works against it', () => {
  it("is warned of once: an SDK's short timer, and its own retries", async () => {
    const warn = vi.fn();
    const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
    const { post } = setup([good], { logger });
    const headers = { 'x-stainless-timeout': '600', 'x-stainless-retry-count': '1' };
    await post({ headers });
    await post({ headers });
    const texts = warn.mock.calls.map(([text]) => String(text));
    expect(texts.length).toBe(2);
    expect(texts[0]).toContain('timeout: 2 ** 31 - 1');
    expect(texts[1]).toContain('maxRetries: 0');
  });

  it('is warned of when it strikes: the timer that no request tells of', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { post, clock } = setup([refused(429, { 'retry-after': '3600' })]);
    /** A call that ends from outside after a while. */
    const endedAfter = async (ms: number, headers: Record<string, string>): Promise<void> => {
      const sdk = new AbortController();
      const asking = post({ headers, signal: sdk.signal }).catch((error: unknown) => error);
      await clock.advance(ms);
      sdk.abort();
      expect(await asking).toBe(sdk.signal.reason);
    };
    await endedAfter(600_004, {});
    await endedAfter(7_000, { 'x-stainless-lang': 'js' });
    await endedAfter(123_456, { 'x-stainless-lang': 'js' });
    expect(warning).not.toHaveBeenCalled();
    await endedAfter(599_990, { 'x-stainless-lang': 'js' });
    expect(warning).toHaveBeenCalledTimes(1);
    await endedAfter(600_004, { 'x-stainless-lang': 'js' });
    expect(warning.mock.calls).toEqual([
      [expect.stringMatching(/after 600 s.*timeout: 2 \*\* 31 - 1/), expect.anything()],
    ]);
  });

  it("is warned of: a timer in another SDK's words", async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { post } = setup([good]);
    await post({ headers: { 'x-server-timeout': '30' } });
    expect(warning).toHaveBeenCalledTimes(1);
  });

  it('is not seen in a timer that is longer than any wait', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { post } = setup([good]);
    await post({
      headers: { 'x-stainless-timeout': String(Math.trunc((2 ** 31 - 1) / 1_000)), 'x-stainless-retry-count': '0' },
    });
    expect(warning).not.toHaveBeenCalled();
  });

  it('is a second layer: the inner one does the work, the outer one passes and says so', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { fetch: inner, clock, requests } = setup([refused(500)]);
    const outer = resilientFetch({ fetch: inner, clock });
    const asking = outer(CHAT, { method: 'POST', body: '{"model":"m"}' });
    await clock.advance(600_000);
    expect((await asking).status).toBe(500);
    expect(requests.length).toBe(5);
    expect(warning).toHaveBeenCalledTimes(1);
    await outer.close();
  });

  it('is a second layer with something in between', async () => {
    const { fetch: inner, clock, requests } = setup([refused(500)]);
    const outer = resilientFetch({ fetch: (...request) => inner(...request), clock });
    const asking = outer(CHAT, { method: 'POST', body: '{"model":"m"}' });
    await clock.advance(600_000);
    expect((await asking).headers.get('x-llm-resilience-kind')).toBe('server-error');
    expect(requests.length).toBe(5);
    await outer.close();
  });

  it('is a task around it: its failure ends the task, with no second round', async () => {
    const { fetch: inner, clock, requests } = setup([refused(500)]);
    const outer = createRetryController({ clock });
    const running = outer
      .run(async () => {
        const response = await inner(CHAT, { method: 'POST', body: '{"model":"m"}' });
        if (!response.ok) throw Object.assign(new Error('failed'), { status: response.status });
      })
      .catch((error: unknown) => error);
    await clock.advance(600_000);
    expect(await running).toMatchObject({ kind: 'server-error', reason: 'stop' });
    expect(requests.length).toBe(5);
    await outer.close();
  });

  it('is a wrong option', () => {
    expect(() => resilientFetch({ onFailure: 'shrug' as 'throw', keys: ['k'], maxAttemps: 2 } as never)).toThrow(
      /onFailure[^]*keys/,
    );
    expect(() => resilientFetch({ maxAttemps: 2 } as never)).toThrow(/maxAttemps/);
  });
});
