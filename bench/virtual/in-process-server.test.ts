import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/testing/seeded-random.js';
import type { ProviderSimulatorOptions } from '../../src/testing/simulator/options.js';
import { simulatedAnswer } from '../../src/testing/simulator/simulated-answer.js';
import { InProcessServer } from './in-process-server.js';

const body = (stream: boolean): string =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello you' }], stream });

function ask(options: ProviderSimulatorOptions, init: RequestInit & { readonly stream?: boolean } = {}) {
  const server = new InProcessServer({ random: seededRandom(1), ...options });
  const url = 'https://api.openai.com/v1/chat/completions';
  const headers = { authorization: 'Bearer secret' };
  const sent = server.fetch(url, { method: 'POST', headers, body: body(init.stream ?? false), ...init });
  return { server, sent };
}

describe('the simulator without sockets', () => {
  it('answers like the one with sockets, and keeps the log', async () => {
    const { server, sent } = ask({});
    const answer = (await (await sent).json()) as { choices: { message: { content: string } }[] };
    expect(answer.choices[0]?.message.content).toBe(simulatedAnswer('Hello you'));
    expect(server.requests).toMatchObject([{ outcome: 'answered', status: 200, model: 'm', keyId: 'key-1' }]);
    expect(JSON.stringify(server.requests)).not.toContain('secret');
  });

  it('fails a fetch that is reset before its headers, as undici does', async () => {
    const { sent } = ask({ faults: [{ type: 'reset', at: 1 }] });
    await expect(sent).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
  });

  it('terminates a body whose connection breaks inside', async () => {
    const { sent } = ask({ faults: [{ type: 'reset-mid-stream', at: 1 }] }, { stream: true });
    await expect((await sent).text()).rejects.toThrow('terminated');
  });

  it('lets the client go away from a request that hangs', async () => {
    const controller = new AbortController();
    const { server, sent } = ask({ faults: [{ type: 'hang', at: 1 }] }, { signal: controller.signal });
    setImmediate(() => controller.abort(new Error('Enough.')));
    await expect(sent).rejects.toThrow('Enough.');
    expect(server.requests).toMatchObject([{ outcome: 'aborted' }]);
  });
});
