import { getGlobalDispatcher } from 'undici';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startScriptedServer, type ScriptedServer } from '../../testing/scripted-server.js';
import { startConnectProxy } from './connect-proxy.fixture.js';
import { createHttpTransport, type HttpTransport } from './http-transport.js';

let server: ScriptedServer;
let transport: HttpTransport;
let signal: AbortSignal;

beforeEach(async () => {
  server = await startScriptedServer();
  server.answer((response) => response.end('hello'));
  transport = createHttpTransport();
  signal = new AbortController().signal;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await transport.close();
  await server.close();
});

const portOf = (url: string): number => Number(new URL(url).port);
const request = () => ({
  method: 'POST',
  headers: { 'x-a': 'b' },
  body: '{}',
  end: { signal },
  connectTimeoutMs: 5_000,
});

test('sends what it is given, and leaves the process-wide dispatcher alone', async () => {
  const before = getGlobalDispatcher();
  const response = await transport.fetch(server.url, request());
  expect(await response.text()).toBe('hello');
  expect(server.requests[0]).toMatchObject({ method: 'POST', body: {}, headers: { 'x-a': 'b' } });
  expect(getGlobalDispatcher()).toBe(before);
});

test('uses a connection again', async () => {
  for (let count = 0; count < 3; count += 1) {
    await (await transport.fetch(server.url, request())).text();
    // undici takes a connection back a moment after the body has ended.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(server.requests).toHaveLength(3);
  expect(server.acceptedConnections).toBe(1);
});

test('refuses to follow a redirect, which would carry the key to another host', async () => {
  server.answer((response) => response.writeHead(307, { location: '/other' }).end());
  const response = await transport.fetch(server.url, request());
  expect(response.status).toBe(307);
  expect(server.requests).toHaveLength(1);
});

test('goes through the proxy of the environment, but for the hosts of NO_PROXY', async () => {
  const proxy = await startConnectProxy(portOf(server.url));
  vi.stubEnv('http_proxy', '');
  vi.stubEnv('HTTP_PROXY', proxy.url);
  vi.stubEnv('no_proxy', '');
  vi.stubEnv('NO_PROXY', 'direct.invalid');
  const response = await transport.fetch('http://model.invalid/chat', request());
  expect(await response.text()).toBe('hello');
  expect(proxy.asked).toEqual(['model.invalid:80']);
  await expect(transport.fetch('http://direct.invalid/chat', request())).rejects.toThrow('fetch failed');
  expect(proxy.asked).toHaveLength(1);
  await transport.close();
  await proxy.close();
});

test('never goes through a proxy to this machine', async () => {
  const proxy = await startConnectProxy(portOf(server.url));
  vi.stubEnv('HTTP_PROXY', proxy.url);
  for (const host of ['127.0.0.1', 'localhost']) {
    const response = await transport.fetch(`http://${host}:${portOf(server.url)}`, request());
    expect(await response.text()).toBe('hello');
  }
  expect(proxy.asked).toEqual([]);
  await proxy.close();
});

test('fails with the reason of an abort, and frees the socket within 50 ms', async () => {
  server.answer(() => undefined);
  const controller = new AbortController();
  signal = controller.signal;
  const outcome = transport.fetch(server.url, request()).catch((error: unknown) => error);
  await server.nextRequest();
  controller.abort('enough');
  expect(await outcome).toBe('enough');
  // The promise is 50 ms; a busy machine of two cores is given more.
  expect(await server.closesAll('connections', 500)).toBe(true);
});

test('fails what is under way when it is closed, and opens new connections after', async () => {
  server.answer(() => undefined);
  const outcome = transport.fetch(server.url, request());
  const failed = expect(outcome).rejects.toThrow();
  await server.nextRequest();
  await transport.close();
  await failed;
  expect(await server.closesAll('connections', 2_000)).toBe(true);
  server.answer((response) => response.end('again'));
  expect(await (await transport.fetch(server.url, request())).text()).toBe('again');
});
