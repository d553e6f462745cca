import { describe, expect, test } from 'vitest';
import type { StreamPart } from '../../core/reply.js';
import type { ProviderStreamPart } from '../../core/provider.js';
import { hang, type Step } from '../../../test/support/scripted-provider.js';
import { outcome, scenario } from '../../../test/support/scenario.js';

const request = { model: 'ollama/kimi', messages: [{ role: 'user' as const, content: 'Hello' }] };
const END: ProviderStreamPart = { type: 'finish', finishReason: 'stop', usage: {}, raw: {} };
const thought = (text: string): ProviderStreamPart => ({ type: 'reasoning-delta', text });
const said = (text: string): ProviderStreamPart => ({ type: 'text-delta', text });
const call: ProviderStreamPart = { type: 'tool-call', toolCall: { id: 'a', name: 'look', arguments: {} } };

/** Streams parts; without an end the stream is cut. */
const parts =
  (...given: readonly ProviderStreamPart[]): Step =>
  () =>
    (async function* () {
      for (const part of given) yield Promise.resolve(part);
    })();

async function read(steps: readonly Step[], options: Parameters<typeof scenario>[1] = {}) {
  const { client, clock, provider, events } = scenario(steps, options);
  const seen: StreamPart[] = [];
  const end = outcome(
    (async () => {
      for await (const part of client.stream(request)) seen.push(part);
    })(),
  );
  await clock.advance(30_000);
  return { seen, error: (await end).error, provider, events };
}

describe('the thoughts of a model', () => {
  test('are parts of their own, and are told whole at the end', async () => {
    const { seen } = await read([parts(thought('Hm'), thought(', yes.'), said('Yes.'), END)]);
    expect(seen.map(({ type }) => type)).toEqual(['reasoning-delta', 'reasoning-delta', 'text-delta', 'finish']);
    expect(seen.at(-1)).toMatchObject({ reasoning: 'Hm, yes.', toolCalls: [] });
  });

  test('are no answer: a stream that breaks after them begins again, and says so', async () => {
    const { seen, provider } = await read([parts(thought('Hm')), parts(thought('Well'), said('Yes.'), END)]);
    expect(seen.map(({ type }) => type)).toEqual([
      'reasoning-delta',
      'stream-restart',
      'reasoning-delta',
      'text-delta',
      'finish',
    ]);
    expect(seen.at(-1)).toMatchObject({ reasoning: 'Well' });
    expect(provider.requests).toHaveLength(2);
  });

  test('alone are no answer', async () => {
    const { error, provider } = await read([parts(thought('Hm'), END)]);
    expect(error).toMatchObject({ kind: 'invalid-response' });
    expect(provider.requests).toHaveLength(3);
  });

  test('followed by text are one: a stream that breaks then fails', async () => {
    const { error, provider } = await read([parts(thought('Hm'), said('Ye'))]);
    expect(error).toMatchObject({ kind: 'invalid-response' });
    expect(provider.requests).toHaveLength(1);
  });

  test('are signs of life: the time to the first token ends with them, and the idle time begins anew', async () => {
    const thinkSlowly: Step = (given, attempt) =>
      (async function* () {
        for (let count = 0; count < 5; count += 1) {
          await clock.sleep(50_000, { signal: attempt.signal });
          yield thought('…');
        }
        yield said('Yes.');
        yield END;
      })();
    const { client, clock } = scenario([thinkSlowly], { timeouts: { firstToken: '60s', idle: '60s' } });
    const types: string[] = [];
    const end = outcome(
      (async () => {
        for await (const part of client.stream(request)) types.push(part.type);
      })(),
    );
    await clock.advance(300_000);
    expect((await end).error).toBeUndefined();
    expect(types.at(-1)).toBe('finish');
  });
});

describe('a call of a tool', () => {
  test('is a part of its own, and is told at the end, too', async () => {
    const { seen } = await read([parts(call, END)]);
    expect(seen).toMatchObject([call, { type: 'finish', toolCalls: [{ id: 'a' }] }]);
  });

  test('was handed out: a stream that breaks after it fails', async () => {
    const { error, provider } = await read([parts(call)]);
    expect(error).toMatchObject({ kind: 'invalid-response' });
    expect(provider.requests).toHaveLength(1);
  });

  test('goes away with an abort like any other part', async () => {
    const { client, provider } = scenario([hang]);
    const controller = new AbortController();
    const first = outcome(client.stream({ ...request, signal: controller.signal }).next());
    controller.abort('enough');
    expect((await first).error).toBe('enough');
    expect(provider.requests).toHaveLength(1);
  });
});
