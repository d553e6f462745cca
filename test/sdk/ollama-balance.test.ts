import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import 'ollama';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type ClientOptions } from '../../src/index.js';
import { ollama, type OllamaOptions } from '../../src/providers/ollama/index.js';
import { outcome } from '../support/scenario.js';

const KEY = 'secret-of-the-cloud';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A cloud whose account has met a usage limit, and what it says of its balance. */
async function cloud(
  balance: (response: ServerResponse) => void,
  options: { readonly words?: string; readonly provider?: OllamaOptions } & ClientOptions = { providers: [] },
) {
  const asked: string[] = [];
  const seenKeys: (string | undefined)[] = [];
  const { words = 'session usage limit', provider, ...more } = options;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    seenKeys.push(request.headers.authorization);
    if (request.url === '/api/balance') balance(response);
    else response.writeHead(429).end(JSON.stringify({ error: `you (somebody) have reached your ${words}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({
    ...more,
    providers: [ollama({ baseURL, apiKey: KEY, balance: 'after-limit', ...provider })],
    policies: { 'hourly-limit': { type: 'stop' } },
  });
  closing.push(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });
  const chat = (signal?: AbortSignal) =>
    client.chat({
      model: 'ollama/m',
      messages: [{ role: 'user', content: 'Hi.' }],
      ...(signal === undefined ? {} : { signal }),
    });
  return { chat, asked, seenKeys, client };
}

const inHours = (hours: number): string =>
  new Date(Math.ceil(Date.now() / 1_000) * 1_000 + hours * 3_600_000).toISOString();
const json = (value: unknown) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

describe('the balance of Ollama Cloud', () => {
  const session = inHours(3);
  const weekly = inHours(70);
  const both = {
    included: {
      session: { remaining_percent: 0, resets_at: session },
      weekly: { remaining_percent: 40, resets_at: weekly },
    },
  };

  it.each([
    ['session usage limit', both, session],
    ['hourly usage limit', both, session],
    ['weekly usage limit', both, weekly],
    ['usage limit', both, session],
    ['monthly usage limit', { included: { balance_usd: 0, period: { until: weekly } } }, weekly],
  ])('tells when a %s ends', async (words, balance, at) => {
    const { chat, asked, seenKeys } = await cloud(json(balance), { providers: [], words });
    const { error } = await outcome(chat());
    expect(error).toMatchObject({ resetsAt: Date.parse(at), classification: { resetSource: 'body' } });
    expect((error as Error).message).toContain(words);
    expect(asked).toEqual(['/api/chat', '/api/balance']);
    expect(seenKeys).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
    expect(JSON.stringify(error)).not.toContain(KEY);
  });

  it.each([
    ['is refused itself', (response: ServerResponse) => response.writeHead(429, { 'retry-after': '30' }).end()],
    ['is no JSON', (response: ServerResponse) => response.end('<html>')],
    ['has another form', json({ included: [{ session: 1 }] })],
    ['has a date of no zone', json({ included: { session: { resets_at: '2026-01-01 10:00' } } })],
    ['is cut off', (response: ServerResponse) => response.destroy()],
  ])('that %s changes nothing', async (_what, balance) => {
    const { chat, asked } = await cloud((response) => void balance(response));
    const { error } = await outcome(chat());
    expect(error).toMatchObject({ kind: 'hourly-limit', classification: { resetSource: 'calendar' } });
    expect(asked).toEqual(['/api/chat', '/api/balance']);
  });

  it('that does not come holds a call up for no more than 1.5 s, and an abort for nothing', async () => {
    const { chat } = await cloud(() => undefined);
    const started = performance.now();
    const stopping = new AbortController();
    const stopped = outcome(chat(stopping.signal));
    setTimeout(() => stopping.abort(new Error('enough')), 300);
    expect((await stopped).error).toMatchObject({ message: 'enough' });
    expect(performance.now() - started).toBeLessThan(1_200);
    expect((await outcome(chat())).error).toMatchObject({ kind: 'hourly-limit' });
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('is looked at once for all who are refused together', async () => {
    const { chat, asked } = await cloud(json(both));
    await Promise.all([chat(), chat(), chat()].map(outcome));
    expect(asked.filter((path) => path === '/api/balance')).toHaveLength(1);
  });

  it('is not looked at unless that is asked for, nor without a key', async () => {
    const off = await cloud(json(both), { providers: [], provider: { balance: undefined } });
    await outcome(off.chat());
    const keyless = await cloud(json(both), { providers: [], provider: { apiKey: undefined } });
    await outcome(keyless.chat());
    expect([...off.asked, ...keyless.asked]).toEqual(['/api/chat', '/api/chat']);
  });

  it('has no other settings', () => {
    expect(() => ollama({ balance: 'always' as 'off' })).toThrow(/`balance` to be 'off' or 'after-limit'/);
  });
});
