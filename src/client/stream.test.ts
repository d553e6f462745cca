import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../core/reply.js';
import { outcome, scenario } from '../../test/support/scenario.js';
import { hang, hourlyLimit, ok, serverError, streaming } from '../../test/support/scripted-provider.js';

const request = { model: 'ollama/kimi', messages: [{ role: 'user' as const, content: 'Hello' }] };

async function collect(parts: AsyncIterable<StreamPart>): Promise<StreamPart[]> {
  const collected: StreamPart[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

describe('a stream', () => {
  it('yields its text and ends with a finish that tells all', async () => {
    const { client, events } = scenario([streaming(['Guten ', 'Tag'])]);
    const parts = await collect(client.stream(request));
    expect(parts).toMatchObject([
      { type: 'text-delta', text: 'Guten ' },
      { type: 'text-delta', text: 'Tag' },
      {
        type: 'finish',
        finishReason: 'stop',
        provider: 'ollama',
        model: 'kimi',
        usage: { totalTokens: 15 },
        attempts: [{ outcome: 'success' }],
      },
    ]);
    expect(events.types()).toEqual(['call-start', 'attempt-start', 'attempt-success', 'call-success']);
  });

  it('sends nothing before the first next()', async () => {
    const { client, clock, provider } = scenario([streaming(['a'])]);
    const stream = client.stream(request);
    await clock.advance(1_000);
    expect(provider.requests).toHaveLength(0);
    await stream.next();
    expect(provider.requests).toHaveLength(1);
    await stream.return?.();
  });

  it('gives its place to others where its consumer takes no more of it, and can be taken further', async () => {
    const { chat, client, clock, provider } = scenario([streaming(['a', 'b']), ok()], { concurrency: 1 });
    const stream = client.stream(request);
    await stream.next();
    const other = outcome(chat());
    // The two minutes in which its first token had to come, and the ten seconds that a consumer may rest.
    await clock.advance(129_999);
    expect(provider.requests).toHaveLength(1);
    await clock.advance(1);
    expect(await other).toEqual({ value: 'done' });
    expect((await stream.next()).value).toMatchObject({ type: 'text-delta', text: 'b' });
    expect((await stream.next()).value).toMatchObject({ type: 'finish' });
    expect(client.limits()[0]?.concurrency.underWay).toBe(0);
  });

  it('keeps its place however slowly it is taken', async () => {
    const { chat, client, clock, provider } = scenario([streaming([...'abcdefghij']), ok()], { concurrency: 1 });
    const stream = client.stream(request);
    await stream.next();
    const other = outcome(chat());
    for (let index = 0; index < 9; index += 1) {
      await clock.advance(9_000);
      await stream.next();
    }
    expect(provider.requests).toHaveLength(1);
    await stream.next();
    await clock.advance(1);
    expect(await other).toEqual({ value: 'done' });
  });

  it('is retried like any call before its first text', async () => {
    const { client, clock, provider } = scenario([hourlyLimit, serverError, streaming(['ok'])]);
    const parts = collect(client.stream(request));
    await clock.advance(120_000);
    expect((await parts).map((part) => part.type)).toEqual(['text-delta', 'finish']);
    expect(provider.requests).toHaveLength(3);
  });

  it('fails after its first text', async () => {
    const { client, clock, provider } = scenario([streaming(['half'], 'cut'), ok()]);
    const texts: string[] = [];
    const reply = outcome(
      (async () => {
        for await (const part of client.stream(request)) if (part.type === 'text-delta') texts.push(part.text);
      })(),
    );
    await clock.advance(60_000);
    expect((await reply).error).toMatchObject({ kind: 'invalid-response', reason: 'stop' });
    expect(texts).toEqual(['half']);
    expect(provider.requests).toHaveLength(1);
  });

  it('starts again at most twice, and tells the consumer to discard', async () => {
    const { client, clock, events } = scenario([
      streaming(['half'], 'cut'),
      streaming(['ha'], 'cut'),
      streaming(['whole']),
    ]);
    const parts = collect(client.stream({ ...request, onStreamFailure: 'restart' }));
    await clock.advance(120_000);
    expect((await parts).map((part) => (part.type === 'text-delta' ? part.text : part.type))).toEqual([
      'half',
      'stream-restart',
      'ha',
      'stream-restart',
      'whole',
      'finish',
    ]);
    expect(events.of('stream-restart').map((event) => event.restart)).toEqual([1, 2]);
    const often = scenario([streaming(['half'], new Error('read ECONNRESET'))]);
    const failing = outcome(collect(often.client.stream({ ...request, onStreamFailure: 'restart' })));
    await often.clock.advance(1_200_000);
    expect((await failing).error).toBeDefined();
    expect(often.provider.requests).toHaveLength(3);
  });

  it('aborts the request when the consumer leaves', async () => {
    const { client, clock, events } = scenario([streaming(['one', 'two'], 'hang')]);
    for await (const part of client.stream(request)) {
      expect(part.type).toBe('text-delta');
      break;
    }
    expect(events.of('call-failure')).toMatchObject([{ kind: 'cancelled', attempts: [{ outcome: 'aborted' }] }]);
    expect(clock.pending).toBe(0);
  });

  it('throws the reason of its signal', async () => {
    const { client, clock } = scenario([hang]);
    const controller = new AbortController();
    const reply = outcome(collect(client.stream({ ...request, signal: controller.signal })));
    await clock.advance(0);
    controller.abort('bye');
    expect((await reply).error).toBe('bye');
  });

  it('does not time out while its consumer is slow', async () => {
    const { client, clock } = scenario([streaming(['one', 'two'])], { timeouts: { idle: '10s' } });
    const stream = client.stream(request);
    await stream.next();
    await clock.advance(3_600_000);
    expect(await stream.next()).toMatchObject({ value: { text: 'two' } });
    expect(await stream.next()).toMatchObject({ value: { type: 'finish' } });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('times out between two parts, and before the first', async () => {
    const { client, clock } = scenario([streaming(['one'], 'hang')], { timeouts: { idle: '10s' } });
    const idle = outcome(collect(client.stream(request)));
    await clock.advance(10_000);
    expect((await idle).error).toMatchObject({ kind: 'timeout' });
    const late = scenario([hang], { timeouts: { firstToken: '10s' }, maxAttempts: 1 });
    const first = outcome(collect(late.client.stream(request)));
    await late.clock.advance(10_000);
    expect((await first).error).toMatchObject({ kind: 'timeout', reason: 'attempts-used' });
  });

  it('throws a TypeError at the first next() where the request is wrong', async () => {
    const { client } = scenario([ok()]);
    const stream = client.stream({ ...request, messages: [] });
    await expect(stream.next()).rejects.toThrow(TypeError);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('takes an empty answer for none', async () => {
    const { client, clock } = scenario([streaming([])], { maxAttempts: 1 });
    const reply = outcome(collect(client.stream(request)));
    await clock.advance(0);
    expect((await reply).error).toMatchObject({ kind: 'invalid-response' });
  });
});
