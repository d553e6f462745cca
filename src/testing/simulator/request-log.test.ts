import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { openaiChat } from './sdk-calls.fixture.js';
import { chat, clock, request, simulator, start } from './simulator.fixture.js';

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

  it('notices a client that goes away inside its own request', async () => {
    await start();
    const socket = connect(simulator.port, '127.0.0.1');
    socket.write('POST /api/chat HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"model":');
    await vi.waitFor(() => expect(simulator.inFlight).toBe(1));
    socket.destroy();
    await vi.waitFor(() => expect(simulator.requests).toMatchObject([{ outcome: 'aborted', error: undefined }]));
    expect(simulator.inFlight).toBe(0);
  });
});
