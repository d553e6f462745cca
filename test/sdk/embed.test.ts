import { afterEach, describe, expect, it } from 'vitest';
import type { ClientOptions } from '../../src/client/client.js';
import { simulatedEmbedding, type ProviderSimulatorOptions } from '../../src/testing/index.js';
import { openSimulator, type OpenSimulator } from '../support/open-simulator.js';
import { outcome } from '../support/scenario.js';

const opened: OpenSimulator[] = [];
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close();
});

async function open(simulation?: ProviderSimulatorOptions, options?: Partial<ClientOptions>): Promise<OpenSimulator> {
  const simulator = await openSimulator(simulation, options);
  opened.push(simulator);
  return simulator;
}

const textsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `text ${index}`);
const vectorsOf = (texts: readonly string[], model: string): unknown =>
  texts.map((text) => simulatedEmbedding(text, { model }));
const bodyOf = (request: { readonly body: unknown } | undefined): Record<string, unknown> =>
  request?.body as Record<string, unknown>;

describe.each(['ollama', 'openai', 'gemini'])('embed() of %s', (prefix) => {
  it('gives each text its vector, in order, over as many batches as it takes', async () => {
    const { client, simulator } = await open();
    const input = textsOf(250);
    const reply = await client.embed({ model: `${prefix}/vectors`, input });
    expect(reply.embeddings).toEqual(vectorsOf(input, 'vectors'));
    expect(reply).toMatchObject({ provider: prefix, model: 'vectors' });
    expect(reply.raw).toHaveLength(simulator.requests.length);
    expect(reply.attempts).toHaveLength(simulator.requests.length);
    expect(simulator.requests.length).toBe({ ollama: 4, openai: 3, gemini: 3 }[prefix]);
  });

  it('takes one text, and asks for a length of vectors', async () => {
    const { client } = await open();
    const reply = await client.embed({ model: `${prefix}/vectors`, input: 'one', dimensions: 3 });
    expect(reply.embeddings).toEqual([simulatedEmbedding('one', { model: 'vectors', dimensions: 3 })]);
  });

  it('sends a batch again that failed, and no other', async () => {
    const { client, simulator, clock } = await open({ faults: [{ type: 'status', status: 500, at: 2 }] });
    const input = textsOf(120);
    const reply = client.embed({ model: `${prefix}/vectors`, input, batchSize: 40 });
    await clock.advance(60_000);
    expect((await reply).embeddings).toEqual(vectorsOf(input, 'vectors'));
    expect(simulator.requests).toHaveLength(4);
    expect(new Set(simulator.requests.map((request) => JSON.stringify(request.body))).size).toBe(3);
  });

  it.each(['empty', 'length', 'broken-json', 'empty-body', 'error-in-200'] as const)(
    'takes an answer with the fault %s for none',
    async (type) => {
      const { client, clock } = await open({ faults: [{ type, at: 1 }] });
      const reply = client.embed({ model: `${prefix}/vectors`, input: textsOf(4) });
      await clock.advance(60_000);
      const { attempts, embeddings } = await reply;
      expect(attempts.map((attempt) => attempt.outcome)).toEqual(['failure', 'success']);
      expect(embeddings).toEqual(vectorsOf(textsOf(4), 'vectors'));
    },
  );

  it('waits out a limit with one probe, and embeds all texts then', async () => {
    const { client, simulator, clock } = await open({ quotas: [{ window: 'minute', limit: 3, metric: 'requests' }] });
    const input = textsOf(80);
    const reply = client.embed({ model: `${prefix}/vectors`, input, batchSize: 10 });
    await clock.advance(30 * 60_000);
    expect((await reply).embeddings).toEqual(vectorsOf(input, 'vectors'));
    expect(simulator.requests.filter(({ outcome: how }) => how === 'answered')).toHaveLength(8);
  });

  it('refuses a text that is longer than the model reads rather than have it cut', async () => {
    const { client } = await open({ models: [{ name: 'short', contextLength: 10 }] });
    const { error } = await outcome(client.embed({ model: `${prefix}/short`, input: ['fine', 'x'.repeat(400)] }));
    expect(error).toMatchObject({ kind: 'context-length' });
  });

  it('rejects with the reason of its signal, and leaves nothing under way', async () => {
    const { client, simulator } = await open({ faults: [{ type: 'hang', every: 1 }] }, { concurrency: 6 });
    const controller = new AbortController();
    const reply = outcome(
      client.embed({ model: `${prefix}/vectors`, input: textsOf(300), batchSize: 50, signal: controller.signal }),
    );
    while (simulator.inFlight < 6) await new Promise((resolve) => setImmediate(resolve));
    const reason = new Error('enough');
    controller.abort(reason);
    expect((await reply).error).toBe(reason);
    expect(client.waits()).toEqual([]);
    while (simulator.inFlight > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('embed()', () => {
  it('embeds ten thousand texts', async () => {
    const { client, simulator } = await open();
    const input = textsOf(10_000);
    const reply = await client.embed({ model: 'gemini/vectors', input });
    expect(reply.embeddings).toEqual(vectorsOf(input, 'vectors'));
    expect(simulator.requests).toHaveLength(100);
  });

  it('has no more requests under way than its provider allows', async () => {
    const { client, simulator, clock } = await open({ latencyMs: 1_000 }, { concurrency: 3 });
    const reply = client.embed({ model: 'openai/vectors', input: textsOf(24), batchSize: 2 });
    await clock.advance(4_000);
    await reply;
    expect(new Set(simulator.requests.map(({ at }) => at)).size).toBe(4);
  });

  it('goes on with another key, which changes no vector', async () => {
    const { client } = await open({
      keys: [
        { provider: 'openai', key: 'sk-one', state: 'invalid' },
        { provider: 'openai', key: 'sk-two' },
      ],
    });
    const reply = await client.embed({ model: 'openai/vectors', input: textsOf(4), batchSize: 2 });
    expect(reply.embeddings).toEqual(vectorsOf(textsOf(4), 'vectors'));
    expect(reply.keyId).toBe('key-2');
  });

  it('takes all texts along to a fallback, so that no vectors of two models meet', async () => {
    const { client, simulator, events } = await open({
      faults: [{ type: 'status', status: 404, provider: 'openai', at: [3, 4, 5, 6, 7, 8, 9] }],
    });
    const input = textsOf(50);
    const reply = await client.embed({
      model: 'openai/vectors',
      fallbacks: ['gemini/others'],
      input,
      batchSize: 10,
    });
    expect(reply).toMatchObject({ provider: 'gemini', model: 'others' });
    expect(reply.embeddings).toEqual(vectorsOf(input, 'others'));
    expect(simulator.requests.filter(({ provider }) => provider === 'gemini')).toHaveLength(5);
    expect(events.of('model-switch')).toHaveLength(1);
  });

  it('is one call: one id, one start and one end, its requests counted through', async () => {
    const { client, events } = await open({
      faults: [{ type: 'status', status: 404, provider: 'openai', at: [2, 3, 4, 5, 6] }],
    });
    await client.embed({ model: 'openai/vectors', fallbacks: ['gemini/vectors'], input: textsOf(30), batchSize: 10 });
    expect(events.of('call-start')).toHaveLength(1);
    expect(events.of('call-success')).toHaveLength(1);
    expect(events.of('call-failure')).toHaveLength(0);
    const starts = events.of('attempt-start');
    expect(starts.map(({ attempt }) => attempt)).toEqual(starts.map((_, index) => index + 1));
    expect(new Set(starts.map(({ callId }) => callId)).size).toBe(1);
  });

  it('tells of each batch that is done', async () => {
    const { client, events } = await open({}, { concurrency: 1 });
    await client.embed({ model: 'openai/vectors', input: textsOf(25), batchSize: 10 });
    expect(
      events.of('batch-success').map(({ batch, batches, doneInputs, inputs }) => [batch, batches, doneInputs, inputs]),
    ).toEqual([
      [1, 3, 10, 25],
      [2, 3, 20, 25],
      [3, 3, 25, 25],
    ]);
  });

  it('fails as a whole where one batch can never be had, and tells of every request', async () => {
    const { client, events } = await open({ faults: [{ type: 'status', status: 400, provider: 'openai', at: 2 }] });
    const { error } = await outcome(client.embed({ model: 'openai/vectors', input: textsOf(30), batchSize: 10 }));
    expect(error).toMatchObject({ kind: 'invalid-request', reason: 'stop' });
    expect((error as { attempts: readonly unknown[] }).attempts).toHaveLength(3);
    expect(events.of('call-failure')).toHaveLength(1);
  });

  it('asks OpenAI itself for base64, and other hosts for plain numbers', async () => {
    const { client, simulator } = await open();
    await client.embed({ model: 'openai/vectors', input: 'one' });
    expect(bodyOf(simulator.requests[0])['encoding_format']).toBe('float');
  });

  it('hands on what the provider alone knows', async () => {
    const { client, simulator } = await open();
    await client.embed({ model: 'gemini/vectors', input: 'one', providerOptions: { taskType: 'CLUSTERING' } });
    const [first] = bodyOf(simulator.requests[0])['requests'] as readonly Record<string, unknown>[];
    expect(first).toMatchObject({ model: 'models/vectors', taskType: 'CLUSTERING' });
  });

  it('rejects what can not be sent before anything is, without showing a text', async () => {
    const { client, simulator } = await open();
    const wrong = [{ input: [] }, { input: '' }, { input: ['fine', '', 7] }, { input: 'x', dimensions: 0, n: 1 }];
    for (const request of wrong) {
      const { error } = await outcome(client.embed({ model: 'openai/vectors', ...request } as never));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).not.toContain('fine');
    }
    const { error } = await outcome(client.embed({ model: 'openai/vectors', input: ['a', '', 'b', ''] }));
    expect((error as Error).message).toContain('input[1], input[3]');
    expect(simulator.requests).toHaveLength(0);
  });
});
