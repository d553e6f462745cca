import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../../src/core/reply.js';
import { AttemptFailure } from '../../src/core/attempt-failure.js';
import { outcome, scenario } from '../support/scenario.js';
import { hourlyLimit, ok, rateLimit, respond, streaming } from '../support/scripted-provider.js';

const MESSAGES = [{ role: 'user' as const, content: 'Hello' }];

const limited = new AttemptFailure({
  status: 429,
  headers: { 'retry-after': '20' },
  body: JSON.stringify({ error: { message: 'Rate limit reached for requests', code: 'rate_limit_exceeded' } }),
});

async function collect(parts: AsyncIterable<StreamPart>): Promise<string[]> {
  const seen: string[] = [];
  try {
    for await (const part of parts) seen.push(part.type === 'text-delta' ? part.text : part.type);
  } catch (error) {
    seen.push(`error: ${(error as { kind?: string }).kind ?? 'none'}`);
  }
  return seen;
}

describe('a stream that is refused after its first text', () => {
  it('fails, though other keys come free: no text is ever handed out twice', async () => {
    const { client, clock } = scenario([rateLimit(30), streaming(['one '], limited), streaming(['one ', 'two'])], {
      provider: { name: 'openai', keys: ['secret-one', 'secret-two'] },
    });
    const seen = collect(client.stream({ model: 'openai/gpt', messages: MESSAGES }));
    await clock.advance(120_000);
    expect(await seen).toEqual(['one ', 'error: rate-limit']);
  });

  it('starts again behind the gate where its consumer asked for that', async () => {
    const { client, clock, provider } = scenario([streaming(['one '], limited), streaming(['one ', 'two'])], {
      provider: { name: 'openai' },
      onStreamFailure: 'restart',
    });
    const seen = collect(client.stream({ model: 'openai/gpt', messages: MESSAGES }));
    await clock.advance(20_000);
    expect(await seen).toEqual(['one ', 'stream-restart', 'one ', 'two', 'finish']);
    expect(provider.requests.map((request) => request.at)).toEqual([0, 20_000]);
  });

  it('goes on where a listener reopens the gate while it starts again', async () => {
    const { client, clock } = scenario([streaming(['one '], limited), streaming(['two'])], {
      provider: { name: 'openai' },
      onStreamFailure: 'restart',
    });
    client.on('stream-restart', () => {
      client.gates()[0]?.reopen();
    });
    const seen = collect(client.stream({ model: 'openai/gpt', messages: MESSAGES }));
    await clock.advance(20_000);
    expect(await seen).toEqual(['one ', 'stream-restart', 'two', 'finish']);
  });
});

describe('the consumer of a stream', () => {
  it('may pull ahead: every pull is answered, in order', async () => {
    const { client, clock } = scenario([streaming(['a', 'b'])]);
    const stream = client.stream({ model: 'ollama/kimi', messages: MESSAGES });
    const pulls = Array.from({ length: 5 }, () => stream.next());
    await clock.advance(0);
    const parts = await Promise.all(pulls);
    expect(parts.map(({ done, value }) => (done === true ? 'done' : value.type))).toEqual([
      'text-delta',
      'text-delta',
      'finish',
      'done',
      'done',
    ]);
  });

  it('hears of a failure once, at its first pull, and of the end at the others', async () => {
    const { client, clock } = scenario([respond(400, { error: 'missing request body' })]);
    const stream = client.stream({ model: 'ollama/kimi', messages: MESSAGES });
    const pulls = Array.from({ length: 3 }, () => outcome(stream.next()));
    await clock.advance(0);
    const [first, ...others] = await Promise.all(pulls);
    expect(first?.error).toMatchObject({ kind: 'invalid-request' });
    expect(others).toEqual([{ value: { done: true, value: undefined } }, { value: { done: true, value: undefined } }]);
  });

  it('may leave twice, or before it began', async () => {
    const { client, clock, provider } = scenario([streaming(['a'], 'hang')]);
    const unused = client.stream({ model: 'ollama/kimi', messages: MESSAGES });
    await unused.return?.();
    expect(await unused.next()).toEqual({ done: true, value: undefined });
    const stream = client.stream({ model: 'ollama/kimi', messages: MESSAGES });
    await stream.next();
    const pending = stream.next();
    await stream.return?.();
    await stream.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    await clock.advance(0);
    expect(provider.requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('may leave while it waits at a gate, which is nobody else’s business', async () => {
    const { chat, client, clock, provider } = scenario([hourlyLimit, ok()]);
    const first = outcome(chat());
    await clock.advance(0);
    const stream = client.stream({ model: 'ollama/kimi', messages: MESSAGES });
    const pending = stream.next();
    await clock.advance(0);
    expect(client.waits()[0]?.waiting).toBe(2);
    await stream.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(client.waits()[0]?.waiting).toBe(1);
    await clock.advance(60_000);
    expect(await first).toEqual({ value: 'done' });
    expect(provider.requests).toHaveLength(2);
  });

  it('may never pull again: the client closes all the same', async () => {
    const { client, clock } = scenario([streaming(['a', 'b'])]);
    const stream = client.stream({ model: 'ollama/kimi', messages: MESSAGES });
    await stream.next();
    await clock.advance(3_600_000);
    await client.close();
    expect((await outcome(stream.next())).error).toMatchObject({ kind: 'cancelled' });
    expect(clock.pending).toBe(0);
  });
});
