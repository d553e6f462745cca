import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.js';
import { genaiChat, ollamaChat, openaiChat } from './sdk-calls.fixture.js';
import { chat, request, simulator, start, thrown } from './simulator.fixture.js';

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
