import { Agent, fetch as fetchOfUndici } from 'undici';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startScriptedServer, type ScriptedServer } from '../../testing/scripted-server.js';
import { startConnectProxy } from './connect-proxy.fixture.js';
import { createHttpTransport, type HttpTransport } from './http-transport.js';

// It has no types.
const TIMERS_OF_UNDICI: string = 'undici/lib/util/timers.js';
/** What undici's own tests move its timers with: they are counted in ticks, not by the time of the machine. */
const { tick }: { tick(ms: number): void } = await import(TIMERS_OF_UNDICI);

let server: ScriptedServer;
let transport: HttpTransport;

beforeEach(async () => {
  server = await startScriptedServer();
  transport = createHttpTransport();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await transport.close();
  await server.close();
});

/** Twenty minutes, for undici. */
function passTwentyMinutes(): void {
  for (let passedMs = 0; passedMs < 1_200_000; passedMs += 100_000) tick(100_000);
}

type Get = (url: string) => Promise<{ readonly body: unknown }>;

const byTransport: Get = (url) =>
  transport.fetch(url, {
    method: 'GET',
    headers: {},
    end: { signal: new AbortController().signal },
    connectTimeoutMs: 10_000,
  });

/** The text of an answer of which nothing comes for twenty minutes, before its headers or after its first piece. */
async function slowText(get: Get, pause: 'headers' | 'body'): Promise<string> {
  let resume = (): void => undefined;
  const resumed = new Promise<void>((resolve) => (resume = resolve));
  server.answer(async (response) => {
    if (pause === 'headers') await resumed;
    response.write('At ');
    if (pause === 'body') await resumed;
    response.end('last.');
  });
  const asked = server.nextRequest();
  const answer = get(server.url);
  await asked;
  const pass = (): void => {
    passTwentyMinutes();
    resume();
  };
  if (pause === 'headers') pass();
  const { body } = await answer;
  let text = '';
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString();
    if (text === 'At ' && pause === 'body') pass();
  }
  return text;
}

test.each(['headers', 'body'] as const)('waits twenty minutes for %s', async (pause) => {
  expect(await slowText(byTransport, pause)).toBe('At last.');
});

test.each(['headers', 'body'] as const)('waits twenty minutes for %s through a proxy', async (pause) => {
  const proxy = await startConnectProxy(Number(new URL(server.url).port));
  vi.stubEnv('http_proxy', proxy.url);
  vi.stubEnv('no_proxy', '');
  expect(await slowText(() => byTransport('http://model.invalid/chat'), pause)).toBe('At last.');
  expect(proxy.asked).toEqual(['model.invalid:80']);
  await proxy.close();
});

test.each([
  ['headers', 'UND_ERR_HEADERS_TIMEOUT'],
  ['body', 'UND_ERR_BODY_TIMEOUT'],
] as const)('would not wait so long for %s with the limits of undici', async (pause, code) => {
  const dispatcher = new Agent();
  const byUndici: Get = (url) => fetchOfUndici(url, { dispatcher });
  await expect(slowText(byUndici, pause)).rejects.toMatchObject({ cause: { code } });
  await dispatcher.destroy();
});
