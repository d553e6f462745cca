import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { manualClock, type ManualClock } from '../manual-clock.js';
import { seededRandom } from '../seeded-random.js';
import type { ProviderSimulatorOptions } from './options.js';
import type { ProviderSimulator } from './provider-simulator.js';
import {
  genaiChat,
  genaiStream,
  generativeAiChat,
  ollamaChat,
  ollamaStream,
  openaiChat,
  openaiStream,
} from './sdk-calls.fixture.js';
import { simulatedAnswer } from './simulated-answer.js';
import { startProviderSimulator } from './start-provider-simulator.js';

let simulator: ProviderSimulator;
let clock: ManualClock;

afterEach(() => simulator?.close());

async function start(options: ProviderSimulatorOptions = {}): Promise<void> {
  clock = manualClock();
  simulator = await startProviderSimulator({ clock, random: seededRandom(1), ...options });
}

async function thrown(call: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return call.then(
    () => {
      throw new Error('The call did not fail.');
    },
    (error: unknown) => error as Error & Record<string, unknown>,
  );
}

const chat = (extra: object = {}) => ({ model: 'm', messages: [{ role: 'user', content: 'Hello there' }], ...extra });

async function request(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<[number, string]> {
  const init =
    body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${simulator.baseURL.ollama}${path}`, { ...init, headers });
  return [response.status, await response.text()];
}

describe('the request log', () => {
  it('tells everything about a request but its key', async () => {
    await start({ keys: [{ key: 'sk-secret', label: 'team-a' }] });
    await openaiChat({ simulator, text: 'Hello there', key: 'sk-secret' });
    expect(simulator.requests).toEqual([
      {
        id: 1,
        at: clock.now(),
        endedAt: clock.now(),
        provider: 'openai',
        type: 'generate',
        method: 'POST',
        path: '/v1/chat/completions',
        headers: expect.objectContaining({ 'content-type': 'application/json' }),
        body: { model: 'm', messages: [{ role: 'user', content: 'Hello there' }] },
        model: 'm',
        stream: false,
        keyId: 'team-a',
        connection: 1,
        openConnections: 1,
        status: 200,
        outcome: 'answered',
        refusedBy: undefined,
        fault: undefined,
        inputTokens: 3,
        outputTokens: 4,
        error: undefined,
      },
    ]);
    expect(JSON.stringify(simulator.requests)).not.toContain('sk-secret');
  });

  it('keeps a key in the query out of the path', async () => {
    await start();
    await request('/v1beta/models/m:generateContent?key=AIza-secret', { contents: [{ parts: [{ text: 'a' }] }] });
    expect(simulator.requests).toMatchObject([
      { path: '/v1beta/models/m:generateContent', keyId: 'key-1', status: 200 },
    ]);
    expect(JSON.stringify(simulator.requests)).not.toContain('AIza-secret');
  });

  it('labels keys that nobody listed in the order of their first use', async () => {
    await start();
    for (const key of ['one', 'two', 'one']) await openaiChat({ simulator, text: 'a', key });
    await request('/api/chat', chat());
    expect(simulator.requests.map((entry) => entry.keyId)).toEqual(['key-1', 'key-2', 'key-1', undefined]);
  });

  it('notices a client that goes away, at once', async () => {
    await start({ latencyMs: 60_000 });
    const controller = new AbortController();
    const call = openaiChat({ simulator, text: 'a', signal: controller.signal }).catch(() => 'aborted');
    await clock.advance(30_000);
    expect([simulator.inFlight, simulator.connections, clock.pending]).toEqual([1, 1, 1]);
    controller.abort();
    await call;
    await clock.advance(0);
    expect(simulator.requests).toMatchObject([{ outcome: 'aborted', status: undefined, endedAt: clock.now() }]);
    // The place and the timer are free again. (The socket is gone too, but undici opens a new one after an abort.)
    expect([simulator.inFlight, clock.pending]).toEqual([0, 0]);
  });
});

describe('the answer', () => {
  it('comes after the latency, its pieces after their delays, on the clock', async () => {
    await start({ latencyMs: 1_000, chunkDelayMs: 100, chunkSize: 4 });
    const startedAt = clock.now();
    const calls = [openaiStream({ simulator, text: 'abcdefgh' }), openaiChat({ simulator, text: 'abcdefgh' })];
    await clock.runAll();
    await Promise.all(calls);
    // Three pieces of `«hgfedcba»`: two delays.
    expect(simulator.requests.map((entry) => (entry.endedAt ?? 0) - startedAt)).toEqual([1_200, 1_200]);
  });

  it('takes its latency from a function of the prompt', async () => {
    await start({ latencyMs: (prompt) => prompt.lastUserMessage.length * 10 });
    const call = ollamaChat({ simulator, text: 'abc' });
    await clock.runAll();
    await call;
    expect(clock.elapsed()).toBe(30);
  });

  it('is what the answer option says', async () => {
    await start({ answer: (prompt) => `${prompt.provider}/${prompt.model}: ${prompt.messages.length}` });
    expect((await genaiStream({ simulator, text: 'a', model: 'g' })).text).toBe('gemini/g: 1');
  });

  it('is an error that says so where the answer option throws', async () => {
    const error = new Error('no such chapter');
    await start({
      answer: () => {
        throw error;
      },
    });
    const [status, text] = await request('/v1/chat/completions', chat());
    expect([status, text]).toEqual([500, 'The simulator failed: no such chapter']);
    expect(simulator.requests).toMatchObject([{ outcome: 'fault', error }]);
  });

  it.each([
    ['/api/chat', chat({ stream: false, options: { num_predict: 2 } }), '"done_reason":"length"'],
    ['/v1/chat/completions', chat({ max_completion_tokens: 2 }), '"finish_reason": "length"'],
    [
      '/v1beta/models/m:generateContent',
      { contents: [{ parts: [{ text: 'Hello there' }] }], generationConfig: { maxOutputTokens: 2 } },
      '"finishReason": "MAX_TOKENS"',
    ],
  ])('is cut at the maximum output: %s', async (path, body, finish) => {
    await start();
    const [status, text] = await request(path, body);
    expect([status, text]).toEqual([200, expect.stringContaining(finish)]);
    expect(text).toContain('"«olleH e"');
    expect(simulator.requests[0]?.outputTokens).toBe(2);
  });

  it.each([
    ['/api/chat', chat({ stream: false, options: { stop: ['ereht'] } })],
    ['/v1/chat/completions', chat({ stop: 'ereht' })],
    [
      '/v1beta/models/m:generateContent',
      { contents: [{ parts: [{ text: 'Hello there' }] }], generationConfig: { stopSequences: ['ereht'] } },
    ],
  ])('ends before a stop text: %s', async (path, body) => {
    await start();
    expect((await request(path, body))[1]).toContain('"«olleH "');
  });

  it('is JSON where JSON is asked for', async () => {
    await start();
    const [, text] = await request('/api/chat', chat({ stream: false, format: 'json' }));
    expect(JSON.parse(JSON.parse(text).message.content)).toEqual({ answer: '«olleH ereht»' });
  });

  it("answers Ollama's generate", async () => {
    await start();
    const [, text] = await request('/api/generate', { model: 'm', prompt: 'Hello', stream: false });
    expect(JSON.parse(text)).toMatchObject({
      response: '«olleH»',
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 2,
    });
  });

  it("answers Gemini's stream without server-sent events as one array", async () => {
    await start({ chunkSize: 3 });
    const [, text] = await request('/v1beta/models/m:streamGenerateContent', {
      contents: [{ parts: [{ text: 'Hello' }] }],
    });
    const parts = JSON.parse(text) as {
      candidates: { content: { parts: { text: string }[] }; finishReason?: string }[];
    }[];
    expect(parts.map((part) => part.candidates[0]?.content.parts[0]?.text).join('')).toBe('«olleH»');
    expect(parts.at(-1)?.candidates[0]?.finishReason).toBe('STOP');
  });
});

describe('keys', () => {
  const keys = [
    { key: 'sk-good-key-that-is-long', label: 'good' },
    { key: 'sk-suspended-and-long', label: 'suspended', state: 'suspended' },
    { key: 'sk-empty-wallet-and-long', label: 'empty', state: 'no-credit' },
  ] as const;

  it('pass where they are good', async () => {
    await start({ keys });
    const key = 'sk-good-key-that-is-long';
    for (const sdk of [ollamaChat, openaiChat, genaiChat, generativeAiChat]) await sdk({ simulator, text: 'a', key });
    expect(simulator.requests.map((entry) => [entry.status, entry.keyId])).toEqual(Array(4).fill([200, 'good']));
  });

  it.each([
    ['an unknown key', 'sk-unknown-1234567890', 401, 'unauthorized\n'],
    ['a suspended key', 'sk-suspended-and-long', 403, ''],
    ['a key without credit', 'sk-empty-wallet-and-long', 402, /balance is empty, add extra usage/],
  ])('are refused by Ollama: %s', async (_title, key, status, body) => {
    await start({ keys });
    const reply = await request('/api/chat', chat(), { authorization: `Bearer ${key}` });
    expect(reply).toEqual([status, typeof body === 'string' ? body : expect.stringMatching(body)]);
    expect(simulator.requests[0]?.refusedBy).toBe('key');
  });

  it('are refused by OpenAI, quoted in parts only', async () => {
    await start({ keys });
    const unknown = await thrown(openaiChat({ simulator, text: 'a', key: 'sk-unknown-1234567890' }));
    expect(unknown).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' });
    expect(unknown.message).toContain('Incorrect API key provided: sk-unkno*********7890.');
    const suspended = await thrown(openaiChat({ simulator, text: 'a', key: 'sk-suspended-and-long' }));
    expect(suspended).toMatchObject({ status: 401, code: 'account_deactivated' });
    const empty = await thrown(openaiChat({ simulator, text: 'a', key: 'sk-empty-wallet-and-long' }));
    expect(empty).toMatchObject({ status: 429, code: 'insufficient_quota', type: 'insufficient_quota' });
    expect((await request('/v1/chat/completions', chat()))[1]).toContain("You didn't provide an API key.");
  });

  it('are refused by Gemini, the suspended one quoted whole', async () => {
    await start({ keys });
    const unknown = await thrown(genaiChat({ simulator, text: 'a', key: 'AIza-unknown' }));
    expect(unknown).toMatchObject({ status: 400, name: 'ApiError' });
    expect(JSON.parse(unknown.message).error.details[0].reason).toBe('API_KEY_INVALID');
    const suspended = await thrown(genaiChat({ simulator, text: 'a', key: 'sk-suspended-and-long' }));
    expect(JSON.parse(suspended.message).error).toMatchObject({
      code: 403,
      message: "Permission denied: Consumer 'api_key:sk-suspended-and-long' has been suspended.",
      details: [{ reason: 'CONSUMER_SUSPENDED' }, {}],
    });
    const empty = await thrown(generativeAiChat({ simulator, text: 'a', key: 'sk-empty-wallet-and-long' }));
    expect(empty).toMatchObject({
      status: 402,
      message: expect.stringContaining('Your prepayment credits are depleted.'),
    });
    const [status] = await request('/v1beta/models/m:generateContent', { contents: [{ parts: [{ text: 'a' }] }] });
    expect(status).toBe(403);
  });

  it('are good for the provider they are for alone', async () => {
    await start({ keys: [{ key: 'k', provider: 'openai' }] });
    await openaiChat({ simulator, text: 'a', key: 'k' });
    await genaiChat({ simulator, text: 'a', key: 'k' });
    expect((await thrown(openaiChat({ simulator, text: 'a', key: 'other' }))).status).toBe(401);
    expect(simulator.requests.map((entry) => entry.keyId)).toEqual(['key-1', 'key-1', 'key-2']);
  });

  it('change while the simulator runs', async () => {
    await start({ keys });
    simulator.setKeyState('good', 'invalid');
    expect((await thrown(openaiChat({ simulator, text: 'a', key: keys[0].key }))).status).toBe(401);
    simulator.setKeyState('good', 'active');
    await expect(openaiChat({ simulator, text: 'a', key: keys[0].key })).resolves.toBeDefined();
    expect(() => simulator.setKeyState('nobody', 'active')).toThrow(
      'one of `good`, `suspended`, `empty`, got `nobody`',
    );
  });
});

describe('models', () => {
  const models = [
    { name: 'ready:latest' },
    { name: 'retired', state: 'retired' },
    { name: 'busy', state: 'overloaded' },
    { name: 'huge', provider: 'ollama', state: 'insufficient-memory' },
  ] as const;

  it.each([
    ['ready', 200, ''],
    ['absent', 404, "model 'absent' not found"],
    ['retired', 410, /^retired was retired at 2026-07-31 00:00:00 -0700 PDT \(ref: [0-9a-f]{8}\)$/],
    ['busy', 503, /^model 'busy' is temporarily overloaded, please retry shortly or try a different model \(ref: /],
    ['huge', 500, 'model requires more system memory (3.7 GiB) than is available (3.6 GiB)'],
  ])('of Ollama answer as they are: %s', async (model, status, message) => {
    await start({ models });
    const [actual, text] = await request('/api/chat', chat({ model, stream: false }));
    expect(actual).toBe(status);
    if (message !== '') expect(JSON.parse(text).error).toMatch(message);
  });

  it.each([
    ['ready', 200, ''],
    ['absent', 404, 'The model `absent` does not exist or you do not have access to it.'],
    ['retired', 404, 'The model `retired` has been deprecated'],
    ['busy', 503, 'That model is currently overloaded with other requests.'],
  ])('of OpenAI answer as they are: %s', async (model, status, message) => {
    await start({ models });
    const [actual, text] = await request('/v1/chat/completions', chat({ model }));
    expect([actual, text]).toEqual([status, expect.stringContaining(message)]);
  });

  it.each([
    ['ready', 200, ''],
    ['absent', 404, 'models/absent is not found for API version v1beta'],
    ['retired', 404, 'This model models/retired is no longer available.'],
    ['busy', 503, 'The model is overloaded. Please try again later.'],
  ])('of Gemini answer as they are: %s', async (model, status, message) => {
    await start({ models });
    const [actual, text] = await request(`/v1beta/models/${model}:generateContent`, {
      contents: [{ parts: [{ text: 'a' }] }],
    });
    expect([actual, text]).toEqual([status, expect.stringContaining(message)]);
  });

  it('change while the simulator runs', async () => {
    await start({ models: [{ name: 'm' }] });
    simulator.setModel('ollama', 'm', { state: 'missing' });
    await expect(ollamaChat({ simulator, text: 'a' })).rejects.toThrow("model 'm' not found");
    simulator.setModel('ollama', 'm', { state: 'ready' });
    simulator.setModel('ollama', 'new', {});
    await ollamaChat({ simulator, text: 'a', model: 'new' });
    expect(JSON.parse((await request('/api/tags'))[1]).models.map((model: { name: string }) => model.name)).toEqual([
      'm',
      'new',
    ]);
  });

  it('are listed by each provider in its own form', async () => {
    await start({ models: [{ name: 'm', contextLength: 4_096 }] });
    expect(JSON.parse((await request('/v1/models'))[1])).toMatchObject({
      object: 'list',
      data: [{ id: 'm', object: 'model' }],
    });
    expect(JSON.parse((await request('/v1beta/models'))[1])).toMatchObject({
      models: [{ name: 'models/m', inputTokenLimit: 4_096 }],
    });
    expect(JSON.parse((await request('/api/show', { model: 'm' }))[1]).model_info).toMatchObject({
      'llama.context_length': 4_096,
    });
    expect(JSON.parse((await request('/api/version'))[1]).version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await request('/')).toEqual([200, 'Ollama is running']);
    expect(simulator.requests.map((entry) => entry.type)).toEqual(Array(5).fill('info'));
  });
});

describe('a prompt that is too long', () => {
  const models = [{ name: 'm', contextLength: 10 }];
  const content = `${'x'.repeat(100)} the end`;
  const long = { model: 'm', messages: [{ role: 'user', content }], stream: false };

  it('is cut in silence by Ollama, which only the count shows', async () => {
    await start({ models });
    const [status, text] = await request('/api/chat', long);
    expect([status, JSON.parse(text).prompt_eval_count]).toEqual([200, 10]);
    expect(JSON.parse(text).message.content).toBe(simulatedAnswer(content.slice(-40)));
  });

  it('is refused by Ollama with `truncate: false`, unless it is too old for that', async () => {
    await start({ models });
    const refused = await request('/api/chat', { ...long, truncate: false });
    expect(refused).toEqual([400, '{"error":"the input length exceeds the context length"}']);
    expect(simulator.requests[0]).toMatchObject({ outcome: 'refused', refusedBy: 'context-length' });
    await simulator.close();
    await start({ models, ollamaTruncate: 'ignore' });
    expect((await request('/api/chat', { ...long, truncate: false }))[0]).toBe(200);
  });

  it("is measured by Ollama's num_ctx, where that is less", async () => {
    await start();
    const [, text] = await request('/api/chat', { ...long, options: { num_ctx: 5 } });
    expect(JSON.parse(text).prompt_eval_count).toBe(5);
  });

  it('is refused by the others', async () => {
    await start({ models });
    expect((await thrown(openaiChat({ simulator, text: content }))).code).toBe('context_length_exceeded');
    const gemini = await thrown(genaiChat({ simulator, text: content }));
    expect(gemini.message).toContain('The input token count (27) exceeds the maximum number of tokens allowed (10).');
  });
});

describe('faults', () => {
  it('strike the requests of their numbers, refused ones counted', async () => {
    await start({
      quotas: [{ provider: 'ollama', window: 'hour', limit: 1 }],
      faults: [{ provider: 'ollama', type: 'status', status: 500, at: [2, 4] }],
    });
    for (let call = 1; call <= 4; call += 1) await ollamaChat({ simulator, text: 'a' }).catch(() => undefined);
    await openaiChat({ simulator, text: 'a' });
    expect(simulator.requests.map((entry) => entry.status)).toEqual([200, 500, 429, 500, 200]);
  });

  it('strike every n-th request, so often and no more', async () => {
    await start({ faults: [{ type: 'status', status: 500, every: 2, times: 2 }] });
    for (let call = 1; call <= 8; call += 1) await openaiChat({ simulator, text: 'a' }).catch(() => undefined);
    expect(simulator.requests.map((entry) => entry.status)).toEqual([200, 500, 200, 500, 200, 200, 200, 200]);
  });

  it('strike by chance, the same for the same seed', async () => {
    const run = async () => {
      await start({ random: seededRandom(5), faults: [{ type: 'status', status: 500, probability: 0.3 }] });
      for (let call = 1; call <= 30; call += 1) await openaiChat({ simulator, text: 'a' }).catch(() => undefined);
      const statuses = simulator.requests.map((entry) => entry.status);
      await simulator.close();
      return statuses;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(first.filter((status) => status === 500).length).toBeGreaterThan(2);
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(10);
  });

  it('strike a provider, a model or a key alone', async () => {
    await start({
      keys: [
        { key: 'a', label: 'a' },
        { key: 'b', label: 'b' },
      ],
      faults: [
        { type: 'status', status: 500, provider: 'gemini' },
        { type: 'status', status: 501, model: 'x' },
        { type: 'status', status: 502, keyId: 'b' },
      ],
    });
    const calls = [
      genaiChat({ simulator, text: 'a', key: 'a' }),
      openaiChat({ simulator, text: 'a', key: 'a', model: 'x' }),
      openaiChat({ simulator, text: 'a', key: 'b' }),
      openaiChat({ simulator, text: 'a', key: 'a' }),
    ];
    await Promise.allSettled(calls);
    expect(simulator.requests.map((entry) => entry.status).sort()).toEqual([200, 500, 501, 502]);
  });

  it('carry a body and headers of your own', async () => {
    const body = { error: { message: 'nope', code: 'x' } };
    await start({ faults: [{ type: 'status', status: 418, body, headers: { 'retry-after': '7' } }] });
    const response = await fetch(`${simulator.baseURL.openai}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(chat()),
    });
    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([418, '7', body]);
  });

  it('come and go while the simulator runs', async () => {
    await start();
    const remove = simulator.addFault({ type: 'status', status: 500 });
    expect((await thrown(openaiChat({ simulator, text: 'a' }))).status).toBe(500);
    remove();
    await openaiChat({ simulator, text: 'a' });
    expect(() => simulator.addFault({ type: 'explode' } as never)).toThrow(
      /Expected `fault.type` to be one of 'reset', 'hang'/,
    );
  });

  it('count against no quota where the provider never sees the request', async () => {
    await start({ quotas: [{ provider: 'ollama', window: 'hour', limit: 1 }], faults: [{ type: 'reset', at: 1 }] });
    await ollamaChat({ simulator, text: 'a' }).catch(() => undefined);
    await ollamaChat({ simulator, text: 'a' });
    expect(simulator.requests.map((entry) => entry.outcome)).toEqual(['fault', 'answered']);
  });

  it('break an answer after the pieces that are asked for', async () => {
    await start({ chunkSize: 1, faults: [{ type: 'error-in-stream', afterChunks: 3, body: { error: 'boom' } }] });
    const [, text] = await request('/api/chat', chat());
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.message?.content ?? line.error)).toEqual(['«', 'o', 'l', 'boom']);
  });
});

describe('bad requests', () => {
  it.each([
    ['/api/chat', '', 400],
    ['/api/chat', '{"model":', 400],
    ['/api/nothing', '{}', 404],
    ['/v1/chat/completions', '{"model":"m"}', 400],
    ['/v1/nothing', '{}', 404],
    ['/v1beta/models/m:generateContent', '{"contents":', 400],
    ['/v1beta/nothing', '{}', 404],
    ['/elsewhere', '{}', 404],
  ])('get an error: POST %s %s', async (path, body, status) => {
    await start();
    expect((await request(path, body))[0]).toBe(status);
    expect(simulator.requests).toMatchObject([{ outcome: 'refused', refusedBy: 'request' }]);
  });
});

describe('start and close', () => {
  it('runs on the time of this machine unless told otherwise', async () => {
    simulator = await startProviderSimulator();
    const before = Date.now();
    await ollamaStream({ simulator, text: 'a' });
    expect(simulator.requests[0]?.at).toBeGreaterThanOrEqual(before);
  });

  it('ends all sockets at once, those that hang included', async () => {
    await start({ faults: [{ type: 'hang' }] });
    const call = thrown(openaiChat({ simulator, text: 'a' }));
    const idle = connect(simulator.port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    await clock.advance(0);
    expect(simulator.connections).toBe(2);
    const idleClosed = new Promise((resolve) => idle.once('close', resolve));
    await Promise.all([simulator.close(), simulator.close()]);
    await idleClosed;
    expect((await call).message).toBe('Connection error.');
    expect([simulator.connections, simulator.inFlight]).toEqual([0, 0]);
    expect(simulator.requests).toMatchObject([{ outcome: 'aborted' }]);
    await expect(fetch(simulator.baseURL.ollama)).rejects.toThrow('fetch failed');
  });

  it('counts the sockets that are open', async () => {
    await start();
    const sockets = [connect(simulator.port, '127.0.0.1'), connect(simulator.port, '127.0.0.1')];
    await vi.waitFor(() => expect(simulator.connections).toBe(2));
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(() => expect(simulator.connections).toBe(0));
  });

  it('refuses a port that is taken', async () => {
    await start();
    await expect(startProviderSimulator({ port: simulator.port })).rejects.toThrow('EADDRINUSE');
  });

  it('lists everything that is wrong with its options', async () => {
    const options = {
      clock: {},
      keys: [{ key: '' }],
      models: [{ name: 'm', provider: 'openai', state: 'insufficient-memory' }],
      quotas: [{ window: 'fortnight', limit: -1 }, { limit: 3 }],
      faults: [{ type: 'slow' }, { type: 'reset', at: 0 }, { type: 'explode' }],
      overload: { relapse: { requests: 5 } },
      speed: 3,
    };
    const error = await thrown(startProviderSimulator(options as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message.split('\n')).toEqual([
      'Expected `clock` to be a clock with now(), elapsed() and sleep(), got `{}`.',
      'Expected `keys[0].key` to be a text that is not empty, got `""`.',
      "Expected `models[0].state` to be another state than 'insufficient-memory', which only models of 'ollama' have, got `\"insufficient-memory\"`.",
      "Expected `quotas[0].window` to be one of 'minute', 'hour', 'session', 'day', 'week', 'month' or a number of ms > 0, got `\"fortnight\"`.",
      'Expected `quotas[0].limit` to be a number >= 0, got `-1`.',
      'Expected `quotas[1].window` to be given for a quota of requests or tokens, got `undefined`.',
      'Expected `faults[0].afterMs` to be a number > 0, got `undefined`.',
      'Expected `faults[1].at` to be an integer >= 1 or a list of such, got `0`.',
      expect.stringMatching(/^Expected `faults\[2\]\.type` to be one of 'reset', 'hang', .*, got `"explode"`\.$/),
      'Expected `overload.relapse.withinMs` to be a number > 0, got `undefined`.',
      'Expected `overload.relapse.downMs` to be a number > 0, got `undefined`.',
      'Unknown option `speed`.',
    ]);
  });
});
