import { afterEach, describe, expect, it } from 'vitest';
import type { ClientOptions } from '../../src/client/client.js';
import { openai } from '../../src/providers/openai/index.js';
import { startScriptedServer } from '../../src/testing/scripted-server.js';
import type { ProviderSimulatorOptions } from '../../src/testing/index.js';
import { openSimulator, type OpenSimulator } from '../support/open-simulator.js';
import { outcome } from '../support/scenario.js';
import { ok, scriptedProvider } from '../support/scripted-provider.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(simulation?: ProviderSimulatorOptions, options?: Partial<ClientOptions>): Promise<OpenSimulator> {
  const simulator = await openSimulator(simulation, options);
  closing.push(simulator.close);
  return simulator;
}

const MODELS = [
  { name: 'gemma3:4b', provider: 'ollama', contextLength: 131_072 },
  { name: 'gpt-5-mini', provider: 'openai' },
  { name: 'gpt-5', provider: 'openai' },
  { name: 'gemini-2.5-flash', provider: 'gemini', contextLength: 1_048_576 },
] as const;
const KEYS = [
  { provider: 'openai', key: 'sk-one' },
  { provider: 'openai', key: 'sk-two' },
  { provider: 'gemini', key: 'AIza-one' },
] as const;

describe('models()', () => {
  it('lists those of all providers in one form', async () => {
    const { client } = await open({ models: MODELS, keys: KEYS });
    const { models, failures } = await client.models();
    expect(failures).toEqual([]);
    expect(models.map(({ id, provider, model }) => [id, provider, model])).toEqual([
      ['ollama/gemma3:4b', 'ollama', 'gemma3:4b'],
      ['openai/gpt-5-mini', 'openai', 'gpt-5-mini'],
      ['openai/gpt-5', 'openai', 'gpt-5'],
      ['gemini/gemini-2.5-flash', 'gemini', 'gemini-2.5-flash'],
    ]);
    expect(models[3]).toMatchObject({ contextLength: 1_048_576, capabilities: ['generateContent', 'embedContent'] });
    expect(models[1]?.raw).toMatchObject({ object: 'model' });
  });

  it('lists those of one provider', async () => {
    const { client } = await open({ models: MODELS });
    expect((await client.models('ollama')).models.map(({ id }) => id)).toEqual(['ollama/gemma3:4b']);
  });

  it('reads a list of many pages to its end', async () => {
    const many = Array.from({ length: 2_345 }, (_, index) => ({ name: `model-${index}`, provider: 'gemini' as const }));
    const { client, simulator } = await open({ models: many });
    const { models } = await client.models('gemini');
    expect(models.map(({ model }) => model)).toEqual(many.map(({ name }) => name));
    expect(simulator.requests).toHaveLength(3);
  });

  it('gives the models of the others where one provider fails, and says which', async () => {
    const { client } = await open({ models: MODELS, keys: [{ provider: 'gemini', key: 'another' }] });
    const { models, failures } = await client.models();
    expect(new Set(models.map(({ provider }) => provider))).toEqual(new Set(['ollama', 'openai']));
    expect(failures).toMatchObject([{ provider: 'gemini', error: { kind: 'authentication' } }]);
  });

  it('rejects where the one that was asked fails, and where all fail', async () => {
    const keys = [
      { provider: 'openai', key: 'another' },
      { provider: 'gemini', key: 'another' },
    ] as const;
    const { client } = await open({ keys, faults: [{ type: 'status', status: 400, provider: 'ollama', on: 'info' }] });
    expect((await outcome(client.models('gemini'))).error).toMatchObject({ kind: 'authentication' });
    const { error } = await outcome(client.models());
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors).toHaveLength(3);
  });

  it('tries again after a passing fault, and goes on with another key', async () => {
    const { client, clock, simulator } = await open({
      models: MODELS,
      keys: [KEYS[1]],
      faults: [{ type: 'status', status: 503, provider: 'openai', on: 'info', keyId: 'key-2', times: 1 }],
    });
    const list = client.models('openai');
    await clock.advance(60_000);
    expect((await list).models).toHaveLength(2);
    expect(simulator.requests.map(({ status }) => status)).toContain(401);
  });

  it('neither waits for a spent quota of answers nor tells of it, and takes no key out', async () => {
    const { client, clock, simulator, events } = await open({
      models: MODELS,
      quotas: [{ provider: 'ollama', window: 'hour', limit: 1 }],
    });
    const messages = [{ role: 'user', content: 'Hello' }] as const;
    await client.chat({ model: 'ollama/gemma3:4b', messages });
    const waiting = outcome(client.chat({ model: 'ollama/gemma3:4b', messages }));
    await clock.advance(1_000);
    expect(client.waits()).toHaveLength(1);
    expect((await client.models('ollama')).models).toHaveLength(1);
    expect(client.waits()).toHaveLength(1);
    expect(simulator.requests.filter(({ type }) => type === 'generate')).toHaveLength(2);
    client.waits()[0]?.cancel();
    await waiting;
    expect(events.of('key-disable')).toHaveLength(0);
  });

  it('says of a provider without a list that it has none', async () => {
    const { client } = await open({ models: MODELS }, {});
    const mine = scriptedProvider([ok()], { name: 'mine' });
    const other = (await import('../../src/client/create-client.js')).createClient({ providers: [mine] });
    closing.push(() => other.close());
    expect((await outcome(other.models())).error).toBeInstanceOf(TypeError);
    expect(String((await outcome(other.embed({ model: 'mine/x', input: 'a' }))).error)).toContain('`mine`');
    expect(String((await outcome(client.models('olama'))).error)).toContain('did you mean `ollama`');
    expect((await outcome(client.models('ollama', { maxwait: 1 } as never))).error).toBeInstanceOf(TypeError);
  });

  it('rejects with the reason of its signal', async () => {
    const { client } = await open({ faults: [{ type: 'hang', on: 'info' }] });
    const reason = new Error('enough');
    const controller = new AbortController();
    const list = outcome(client.models(undefined, { signal: controller.signal }));
    controller.abort(reason);
    expect((await list).error).toBe(reason);
  });

  it.each([
    [{ data: [{ id: 'a', context_length: 8_192, top_provider: { max_completion_tokens: 512 } }] }, 8_192, 512],
    [{ data: [{ id: 'a', context_window: 131_072, max_completion_tokens: 32_768 }] }, 131_072, 32_768],
    [{ data: [{ id: 'a', max_model_len: 4_096 }] }, 4_096, undefined],
    [{ data: [{ id: 'a', meta: { n_ctx_train: 40_960 } }] }, 40_960, undefined],
    [[{ id: 'a', context_length: 2_048 }], 2_048, undefined],
    [
      { data: [{ id: 'a', max_context_length: 32_000, capabilities: { vision: true, ocr: false } }] },
      32_000,
      undefined,
    ],
  ])('reads what a host adds to the list: %j', async (body, contextLength, maxOutputTokens) => {
    const server = await startScriptedServer();
    server.answer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
    const { client } = await open({}, { providers: [openai({ baseURL: `${server.url}/v1`, name: 'host' })] });
    closing.push(() => server.close());
    const { models } = await client.models('host');
    expect(models).toMatchObject([{ id: 'host/a', contextLength }]);
    expect(models[0]?.maxOutputTokens).toBe(maxOutputTokens);
  });
});

describe('check()', () => {
  it.each(['ollama/gemma3:4b', 'openai/gpt-5', 'gemini/gemini-2.5-flash'])(
    'finds that %s is there and the keys work, without an answer',
    async (model) => {
      const { client, simulator } = await open({ models: MODELS, keys: KEYS });
      const result = await client.check({ model });
      expect(result).toMatchObject({ ok: true, verdict: 'ok', nearest: [] });
      expect(result.problem).toBeUndefined();
      expect(result.keys.every(({ ok: works }) => works)).toBe(true);
      expect(simulator.requests.some(({ type }) => type === 'generate')).toBe(false);
    },
  );

  it('says how much the model reads, where its provider tells', async () => {
    const { client } = await open({ models: MODELS, keys: KEYS });
    expect((await client.check({ model: 'ollama/gemma3:4b' })).contextLength).toBe(131_072);
    expect((await client.check({ model: 'gemini/gemini-2.5-flash' })).contextLength).toBe(1_048_576);
    expect((await client.check({ model: 'openai/gpt-5' })).contextLength).toBeUndefined();
  });

  it.each([
    ['ollama/gemma3:4', 'ollama/gemma3:4b'],
    ['openai/gpt5', 'openai/gpt-5'],
    ['gemini/gemini-flash-2.5', 'gemini/gemini-2.5-flash'],
  ])('names what %s was meant to be', async (model, near) => {
    const { client } = await open({ models: MODELS, keys: KEYS });
    const result = await client.check({ model });
    expect(result).toMatchObject({ ok: false, verdict: 'failed', problem: { kind: 'model-not-found' } });
    expect(result.nearest[0]).toBe(near);
  });

  it('tells of each key, and is content with one that works', async () => {
    const { client, events } = await open({ models: MODELS, keys: [KEYS[1]] });
    const result = await client.check({ model: 'openai/gpt-5' });
    expect(result).toMatchObject({
      ok: true,
      keys: [
        { keyId: 'key-1', ok: false, verdict: 'failed', problem: { kind: 'authentication' } },
        { keyId: 'key-2', ok: true, verdict: 'ok' },
      ],
    });
    expect(client.keys().map(({ state }) => state)).not.toContain('disabled');
    expect(events.of('key-disable')).toHaveLength(0);
    expect(JSON.stringify(result)).not.toContain('sk-one');
  });

  it('takes a list that is shown to everybody for no proof of a key', async () => {
    const { client } = await open({ models: MODELS });
    const result = await client.check({ model: 'openai/gpt-5' });
    expect(result).toMatchObject({
      ok: false,
      verdict: 'unknown',
      keys: [{ verdict: 'unknown' }, { verdict: 'unknown' }],
    });
  });

  it('settles what no list tells by a short answer, where it may', async () => {
    const { client, simulator } = await open({ models: MODELS });
    expect(await client.check({ model: 'openai/gpt-5', spend: true })).toMatchObject({ ok: true, verdict: 'ok' });
    const asked = simulator.requests.filter(({ type }) => type === 'generate');
    expect(asked).toHaveLength(2);
    expect(asked[0]?.body).toMatchObject({ max_tokens: 16 });
    expect(await client.check({ model: 'openai/gpt-5', spend: 'embed' })).toMatchObject({ ok: true });
    expect(simulator.requests.at(-1)?.path).toBe('/v1/embeddings');
  });

  it('says unknown of a host without a list, and finds out where it may', async () => {
    const server = await startScriptedServer();
    closing.push(() => server.close());
    server.answer((response, request) => {
      const isChat = request.path.endsWith('/chat/completions');
      response.writeHead(isChat ? 401 : 404, { 'content-type': 'application/json' });
      response.end(
        isChat ? '{"error":{"message":"Invalid API key","code":"invalid_api_key"}}' : '{"detail":"Not Found"}',
      );
    });
    const host = openai({ baseURL: `${server.url}/v1`, name: 'host', apiKey: 'sk-host-0123456789' });
    const { client } = await open({}, { providers: [host] });
    expect(await client.check({ model: 'host/x' })).toMatchObject({ verdict: 'unknown', problem: { status: 404 } });
    expect(await client.check({ model: 'host/x', spend: true })).toMatchObject({
      verdict: 'failed',
      problem: { kind: 'authentication' },
    });
  });

  it('takes no list of base models for proof that a deployment is missing', async () => {
    const server = await startScriptedServer();
    closing.push(() => server.close());
    server.answer((response, request) => {
      const isList = request.path.endsWith('/models');
      const isKnown = request.headers['api-key'] === 'azure-0123456789';
      response.writeHead(!isKnown ? 401 : isList ? 200 : 404, { 'content-type': 'application/json' });
      const refusal = isKnown
        ? '{"code":"model_not_found","message":"no"}'
        : '{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}';
      response.end(isKnown && isList ? '{"data":[{"id":"gpt-5"}]}' : `{"error":${refusal}}`);
    });
    const azure = (apiKey: string) => openai({ vendor: 'azure', baseURL: `${server.url}/openai/v1`, apiKey });
    const { client } = await open({}, { providers: [azure('azure-0123456789')] });
    expect(await client.check({ model: 'azure/mine' })).toMatchObject({ verdict: 'unknown', nearest: [] });
    const { client: stranger } = await open({}, { providers: [azure('azure-of-nobody')] });
    expect(await stranger.check({ model: 'azure/mine' })).toMatchObject({ problem: { kind: 'authentication' } });
  });

  it('finds a server that does not answer, within its retries', async () => {
    const { client, clock } = await open({ faults: [{ type: 'reset', on: 'info' }] });
    const result = client.check({ model: 'ollama/gemma3:4b' });
    await clock.advance(5 * 60_000);
    expect(await result).toMatchObject({ ok: false, verdict: 'failed', problem: { kind: 'network' } });
  });

  it('rejects where it is asked in a wrong way, and where its signal aborts', async () => {
    const { client } = await open({ faults: [{ type: 'hang', on: 'info' }] }, { models: { draft: 'openai/gpt-5' } });
    expect((await outcome(client.check({ model: 'nope/x' }))).error).toBeInstanceOf(TypeError);
    expect((await outcome(client.check({ model: 'openai/x', spend: 'all' } as never))).error).toBeInstanceOf(TypeError);
    expect((await outcome(client.check(undefined as never))).error).toBeInstanceOf(TypeError);
    expect(String((await outcome(client.check({ model: 'draft' }))).error)).toContain('openai/gpt-5');
    const controller = new AbortController();
    const result = outcome(client.check({ model: 'openai/gpt-5', signal: controller.signal }));
    controller.abort('enough');
    expect((await result).error).toBe('enough');
  });
});
