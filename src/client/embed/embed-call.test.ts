import { describe, expect, it } from 'vitest';
import { outcome, START } from '../../../test/support/scenario.js';
import { ok, scriptedProvider } from '../../../test/support/scripted-provider.js';
import { AttemptFailure } from '../../core/attempt-failure.js';
import type { ProviderEmbedReply, ProviderEmbedRequest } from '../../core/embed.js';
import type { Provider } from '../../core/provider.js';
import { createClient } from '../create-client.js';
import { splitIntoBatches } from './embed-batches.js';
import { manualClock } from '../../testing/manual-clock.js';
import { recordEvents } from '../../testing/event-recorder.js';
import { seededRandom } from '../../testing/seeded-random.js';

type Embed = (request: ProviderEmbedRequest, count: number) => ProviderEmbedReply | Promise<ProviderEmbedReply>;

const USAGE = { inputTokens: 2, totalTokens: 2 };
const vectors = (request: ProviderEmbedRequest): ProviderEmbedReply => ({
  embeddings: request.input.map((text) => [text.length, 1]),
  usage: USAGE,
  raw: {},
});
const fail = (status: number, error: string): never => {
  throw new AttemptFailure({ status, headers: {}, body: JSON.stringify({ error }) });
};

function embedding(embed: Embed, options: Partial<Provider> = {}): Provider & { readonly sizes: number[] } {
  const sizes: number[] = [];
  const provider = scriptedProvider([ok()], { name: options.name ?? 'ollama' });
  return {
    ...provider,
    embedLimits: { maxInputs: 2 },
    ...options,
    sizes,
    embed: async (request) => {
      sizes.push(request.input.length);
      return embed(request, sizes.length);
    },
  };
}

function open(...providers: Provider[]): {
  readonly client: ReturnType<typeof createClient>;
  readonly clock: ReturnType<typeof manualClock>;
  readonly events: ReturnType<typeof recordEvents>;
} {
  const clock = manualClock(START);
  const client = createClient({ providers, clock, random: seededRandom(1) });
  return { client, clock, events: recordEvents(client) };
}

describe('splitIntoBatches', () => {
  const sizes = (...options: Parameters<typeof splitIntoBatches>): readonly number[] =>
    splitIntoBatches(...options).map(({ input }) => input.length);

  it('keeps to the number of texts, the smaller of the provider’s and the caller’s', () => {
    const texts = ['a', 'b', 'c', 'd', 'e'];
    expect(sizes(texts, { limits: { maxInputs: 2 }, batchSize: undefined })).toEqual([2, 2, 1]);
    expect(sizes(texts, { limits: { maxInputs: 2 }, batchSize: 4 })).toEqual([2, 2, 1]);
    expect(sizes(texts, { limits: { maxInputs: 4 }, batchSize: 3 })).toEqual([3, 2]);
    expect(sizes(texts, { limits: undefined, batchSize: undefined })).toEqual([5]);
  });

  it('keeps to the bytes of a request, and sends a text alone that has more', () => {
    const limits = { maxInputs: 9, maxBytes: 6 };
    expect(sizes(['äää', 'a', 'bcdef', 'x'.repeat(20), 'y', 'z'], { limits, batchSize: undefined })).toEqual([
      1, 2, 1, 2,
    ]);
  });
});

describe('embed()', () => {
  it.each([
    ['one too few', () => [[1, 2]]],
    ['one too many', () => [[1], [2], [3]]],
    ['an empty one', () => [[1, 2], []]],
    ['two lengths', () => [[1, 2], [3]]],
    [
      'no number',
      () => [
        [1, Number.NaN],
        [1, 2],
      ],
    ],
    ['nothing', () => undefined],
  ])('takes an answer with %s for none, and asks again', async (_title, wrong) => {
    const provider = embedding((request, count) =>
      count === 1 ? ({ embeddings: wrong(), usage: USAGE, raw: {} } as never) : vectors(request),
    );
    const { client, clock } = open(provider);
    const reply = client.embed({ model: 'ollama/x', input: ['a', 'bb'] });
    await clock.advance(10_000);
    expect((await reply).embeddings).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect((await reply).attempts[0]?.kind).toBe('invalid-response');
  });

  it('takes no batch whose vectors are of another length than those before, or than was asked for', async () => {
    const provider = embedding((request, count) => ({
      embeddings: request.input.map(() => (count > 1 && count < 9 ? [1] : [1, 2])),
      usage: USAGE,
      raw: {},
    }));
    const { client, clock } = open({ ...provider, concurrency: 1 });
    const mixed = outcome(client.embed({ model: 'ollama/x', input: ['a', 'b', 'c'] }));
    await clock.advance(60_000);
    expect((await mixed).error).toMatchObject({ kind: 'invalid-response', reason: 'attempts-used' });
    const asked = outcome(client.embed({ model: 'ollama/x', input: 'a', dimensions: 5 }));
    await clock.advance(60_000);
    expect((await asked).error).toMatchObject({ kind: 'invalid-response' });
  });

  it('sums what the batches used, and knows nothing where one of them does not tell', async () => {
    const { client } = open(embedding(vectors));
    expect((await client.embed({ model: 'ollama/x', input: ['a', 'b', 'c'] })).usage).toEqual({
      inputTokens: 4,
      totalTokens: 4,
    });
    const silent = open(embedding((request, count) => ({ ...vectors(request), usage: count === 1 ? {} : USAGE })));
    expect((await silent.client.embed({ model: 'ollama/x', input: ['a', 'b', 'c'] })).usage).toEqual({});
  });

  it('splits anew for a fallback that takes less, and begins its count of texts again', async () => {
    const first = embedding((request, count) => (count > 2 ? fail(404, "model 'x' not found") : vectors(request)), {
      embedLimits: { maxInputs: 3 },
      concurrency: 1,
    });
    const second = embedding(vectors, { name: 'gemini', embedLimits: { maxInputs: 1 }, concurrency: 1 });
    const { client, events } = open(first, second);
    const input = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const reply = await client.embed({ model: 'ollama/x', fallbacks: ['gemini/y'], input });
    expect(reply.embeddings).toHaveLength(7);
    expect(first.sizes).toEqual([3, 3, 1]);
    expect(second.sizes).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(events.of('batch-success').map(({ doneInputs }) => doneInputs)).toEqual([3, 6, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('moves on once where many batches fail at once, and on again from there', async () => {
    const dead = (): never => fail(404, "model 'x' not found");
    const first = embedding(dead);
    const second = embedding(dead, { name: 'gemini' });
    const third = embedding(vectors, { name: 'openai' });
    const { client, events } = open(first, second, third);
    const input = Array.from({ length: 20 }, (_, index) => `t${index}`);
    const reply = await client.embed({ model: 'ollama/x', fallbacks: ['gemini/y', 'openai/z'], input });
    expect(reply).toMatchObject({ provider: 'openai', model: 'z' });
    expect(reply.embeddings).toHaveLength(20);
    expect(events.of('model-switch').map(({ fromProvider, provider }) => [fromProvider, provider])).toEqual([
      ['ollama', 'gemini'],
      ['gemini', 'openai'],
    ]);
  });

  it('goes to a fallback at once, and sends nothing, where its own model is known to be closed', async () => {
    const first = embedding(() => fail(429, 'you (x) have reached your weekly usage limit, upgrade for higher limits'));
    const second = embedding(vectors, { name: 'gemini' });
    const { client } = open(first, second);
    const request = { model: 'ollama/x', fallbacks: ['gemini/y'], input: ['a', 'b', 'c'] };
    await client.embed(request);
    const sent = first.sizes.length;
    await client.embed(request);
    expect(first.sizes).toHaveLength(sent);
  });

  it('does not wait longer than maxWait over all batches of a lane', async () => {
    const provider = embedding(
      (request, count) =>
        count % 2 === 1 ? fail(429, 'Rate limit exceeded. Please try again in 40 seconds.') : vectors(request),
      { concurrency: 1 },
    );
    const { client, clock } = open(provider);
    const input = Array.from({ length: 20 }, (_, index) => `t${index}`);
    const reply = outcome(client.embed({ model: 'ollama/x', input, maxWait: '100s' }));
    await clock.advance(3_600_000);
    expect((await reply).error).toMatchObject({ kind: 'rate-limit', reason: 'max-wait' });
  });

  it('sends each batch once with retry: false, and ends at the first failure', async () => {
    const provider = embedding((request, count) => (count === 2 ? fail(503, 'busy') : vectors(request)), {
      concurrency: 1,
    });
    const { client } = open(provider);
    const { error } = await outcome(
      client.embed({ model: 'ollama/x', input: ['a', 'b', 'c', 'd', 'e'], retry: false }),
    );
    expect(error).toMatchObject({ reason: 'stop' });
    expect(provider.sizes).toEqual([2, 2]);
  });

  it('ends with its client, and can be cancelled at the wait of its batches', async () => {
    const limited = embedding(() => fail(429, "you've reached your hourly usage limit, please wait or upgrade"));
    const { client, events, clock } = open(limited);
    const input = Array.from({ length: 9 }, (_, index) => `t${index}`);
    const cancelled = outcome(client.embed({ model: 'ollama/x', input }));
    await clock.advance(1_000);
    const [wait] = client.waits();
    expect(wait?.callIds).toHaveLength(1);
    wait?.cancel('Not tonight');
    expect((await cancelled).error).toMatchObject({ kind: 'cancelled' });
    const closed = outcome(client.embed({ model: 'ollama/x', input }));
    await client.close();
    expect((await closed).error).toMatchObject({ kind: 'cancelled' });
    expect(events.of('call-failure')).toHaveLength(2);
    expect(client.waits()).toEqual([]);
  });

  it('starts and ends once where its client is closed already', async () => {
    const { client, events } = open(embedding(vectors));
    await client.close();
    const { error } = await outcome(client.embed({ model: 'ollama/x', input: ['a', 'b', 'c'] }));
    expect(error).toMatchObject({ kind: 'cancelled' });
    expect(events.types()).toEqual(['call-start', 'call-failure']);
  });

  it('is not changed by a listener that throws, and ended by one that aborts', async () => {
    const controller = new AbortController();
    const { client } = open(embedding(vectors, { concurrency: 1 }));
    client.on('batch-success', ({ batch }) => {
      if (batch === 2) controller.abort(new Error('seen enough'));
      throw new Error('a listener of no worth');
    });
    const input = Array.from({ length: 9 }, (_, index) => `t${index}`);
    expect((await outcome(client.embed({ model: 'ollama/x', input, signal: controller.signal }))).error).toBe(
      controller.signal.reason,
    );
  });
});
