import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { inspect } from 'node:util';
import { MockAgent } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startScriptedServer, type ScriptedServer } from '../../testing/scripted-server.js';
import type { HttpRequest } from './http-request.js';
import { createHttpTransport, type HttpTransport } from './http-transport.js';

let server: ScriptedServer;
let transport: HttpTransport;
let controller: AbortController;

beforeEach(async () => {
  server = await startScriptedServer();
  transport = createHttpTransport();
  controller = new AbortController();
});
afterEach(async () => {
  await transport.close();
  await server.close();
});

const TEXT = 'Über den Dächern ging der Mond auf. '.repeat(50);

const send = (request: Partial<HttpRequest> = {}, path = '/v1/chat'): Promise<Response> =>
  transport.fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {},
    body: '{}',
    end: { signal: controller.signal },
    connectTimeoutMs: 5_000,
    ...request,
  });

interface Failure extends Error {
  readonly cause: { readonly code?: string; readonly message?: string } | undefined;
}

const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => {
      throw new Error('Expected a failure.');
    },
    (error: unknown) => error as Failure,
  );

/** Sends this much, and then nothing more, with the answer left open. */
const begin = (text: string): void =>
  server.answer((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text);
  });

test('tells all of an answer that a fetch tells', async () => {
  server.answer((response) =>
    response.writeHead(201, 'Made It', { 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] }).end('{"a":1}'),
  );
  const response = await send({}, '/v1/chat?x=1#part');
  expect(response).toBeInstanceOf(Response);
  expect(response).toMatchObject({ status: 201, ok: true, statusText: 'Made It', redirected: false, bodyUsed: false });
  expect(response.url).toBe(`${server.url}/v1/chat?x=1#part`);
  expect(response.headers.get('x-one')).toBe('1');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(inspect(response)).toContain('201');
  expect(await response.json()).toEqual({ a: 1 });
  expect(response.bodyUsed).toBe(true);
  expect(server.requests[0]?.path).toBe('/v1/chat?x=1');
});

test('sends what servers expect of a client beside what it is given', async () => {
  server.answer((response) => response.end());
  await (await send({ headers: { Accept: 'text/event-stream' } })).text();
  await (await send({ headers: new Headers({ 'content-type': 'application/json' }) })).text();
  await (await send({ method: 'GET', body: undefined })).text();
  expect(server.requests.map(({ headers }) => [headers.accept, headers['content-type']])).toEqual([
    ['text/event-stream', 'text/plain;charset=UTF-8'],
    ['*/*', 'application/json'],
    ['*/*', undefined],
  ]);
  expect(server.requests[0]?.headers).toMatchObject({ 'accept-encoding': 'gzip, br', 'content-length': '2' });
});

test('sends bytes, and a body that comes in pieces', async () => {
  server.answer((response) => response.end());
  await (await send({ body: new TextEncoder().encode('bytes') })).text();
  const pieces = new ReadableStream({
    start(pieces_) {
      for (const piece of ['one ', 'two']) pieces_.enqueue(new TextEncoder().encode(piece));
      pieces_.close();
    },
  });
  await (await send({ body: pieces })).text();
  expect(server.requests.map(({ body }) => body)).toEqual(['bytes', 'one two']);
});

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('decodes %s', async (encoding, encode) => {
  server.answer((response) => response.writeHead(200, { 'content-encoding': encoding }).end(encode(TEXT)));
  expect(await (await send()).text()).toBe(TEXT);
});

test('decodes layer by layer', async () => {
  server.answer((response) =>
    response.writeHead(200, { 'content-encoding': 'br, GZIP' }).end(gzipSync(brotliCompressSync(TEXT))),
  );
  expect(await (await send()).text()).toBe(TEXT);
});

test('decodes more than anybody keeps unread at once', async () => {
  const long = TEXT.repeat(2_000);
  server.answer((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(long)));
  const response = await send();
  let length = 0;
  for await (const chunk of response.body ?? []) length += (chunk as Uint8Array).length;
  expect(length).toBe(Buffer.byteLength(long));
});

test('hands an encoding on that it does not know', async () => {
  server.answer((response) => response.writeHead(200, { 'content-encoding': 'own' }).end('as it is'));
  expect(await (await send()).text()).toBe('as it is');
});

test('an answer that is not encoded as it says breaks off, and its connection is let go', async () => {
  server.answer((response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.write('no gzip at all');
  });
  const error = await failureOf((await send()).text());
  expect(error).toMatchObject({ name: 'TypeError', message: 'terminated', cause: { code: 'Z_DATA_ERROR' } });
  expect(await server.closesAll('connections', 2_000)).toBe(true);
});

test('refuses an absurd number of encodings', async () => {
  server.answer((response) => response.writeHead(200, { 'content-encoding': 'gzip,'.repeat(50) }).end('x'));
  const error = await failureOf(send());
  expect(error.message).toBe('fetch failed');
  expect(error.cause?.message).toContain('content encodings');
});

test.each([204, 304])('an answer with status %i has no body', async (status) => {
  server.answer((response) => response.writeHead(status).end());
  const response = await send();
  expect(response).toMatchObject({ status, body: null });
  expect(await response.text()).toBe('');
});

test('takes a status that HTTP does not have', async () => {
  server.answer((response) => response.writeHead(999).end('Request denied'));
  const response = await send();
  expect(response).toMatchObject({ status: 999, ok: false });
  expect(await response.text()).toBe('Request denied');
});

test('waits for the answer itself after an early hint', async () => {
  server.answer((response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.writeHead(200).end('then this');
  });
  const response = await send();
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('then this');
});

test('an end before the connection stands sends nothing', async () => {
  const outcome = failureOf(send().then((response) => response.text()));
  controller.abort('at once');
  expect(await outcome).toBe('at once');
  // The connection itself is being made all the same.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.requests).toHaveLength(0);
});

test.each(['text', 'stream'] as const)(
  'an end inside the answer fails its reader by %s, with the reason',
  async (how) => {
    begin('data: one\n\n');
    const response = await send();
    const reading =
      how === 'text'
        ? response.text()
        : (async () => {
            for await (const _chunk of response.body ?? []);
          })();
    const outcome = failureOf(reading);
    controller.abort('enough');
    expect(await outcome).toBe('enough');
    expect(await server.closesAll('connections', 2_000)).toBe(true);
  },
);

test('of an answer that was called off nothing is read any more', async () => {
  begin('data: one\n\n');
  const response = await send();
  const reader = response.body?.getReader();
  await reader?.read();
  controller.abort('enough');
  await expect(reader?.read()).rejects.toBe('enough');
});

test('a reader who has enough lets go of the connection', async () => {
  begin('data: one\n\n');
  const response = await send();
  await response.body?.cancel();
  expect(await server.closesAll('connections', 2_000)).toBe(true);
});

test('what came before the connection broke is read before its error', async () => {
  server.answer((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('half an answer', () => setImmediate(() => response.socket?.resetAndDestroy()));
  });
  const response = await send();
  // All of it has happened before anybody reads.
  await server.closesAll('connections', 2_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('half an answer');
  const error = await failureOf(reader?.read() as Promise<unknown>);
  expect(error).toMatchObject({ name: 'TypeError', message: 'terminated' });
  expect(error.cause?.code).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
});

test('no connection is a failed fetch with its cause', async () => {
  const error = await failureOf(
    transport.fetch('http://127.0.0.1:1/', {
      method: 'GET',
      headers: {},
      end: { signal: controller.signal },
      connectTimeoutMs: 5_000,
    }),
  );
  expect(error).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
});

test('a header that can not be sent fails, and its value is not told', async () => {
  const error = await failureOf(send({ headers: { authorization: 'Bearer sk-\u{1f511}-secret' } }));
  expect(error.message).toBe('fetch failed');
  expect(inspect(error)).not.toContain('secret');
  expect(server.requests).toHaveLength(0);
});

test('a URL with a password is refused, and the password is not told', async () => {
  const error = await failureOf(
    transport.fetch('http://me:pass-word@127.0.0.1/', {
      method: 'GET',
      headers: {},
      end: { signal: controller.signal },
      connectTimeoutMs: false,
    }),
  );
  expect(error).toBeInstanceOf(TypeError);
  expect(inspect(error)).not.toContain('pass-word');
});

test('a server waits while nobody reads', async () => {
  const SIZE = 32_000_000;
  const piece = Buffer.alloc(64_000, 'x');
  let written = 0;
  server.answer((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const more = (): void => {
      while (written < SIZE) {
        written += piece.length;
        if (!response.write(piece)) {
          response.once('drain', more);
          return;
        }
      }
      response.end();
    };
    more();
  });
  const response = await send();
  let before = -1;
  while (written !== before) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // What the sockets of both ends keep.
  expect(written).toBeLessThan(SIZE / 2);
  let length = 0;
  for await (const chunk of response.body ?? []) length += (chunk as Uint8Array).length;
  expect(length).toBe(written);
});

test('goes over a dispatcher of the user’s own', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent.get('https://model.invalid').intercept({ path: '/chat', method: 'POST' }).reply(200, { text: 'mocked' });
  const response = await transport.fetch('https://model.invalid/chat', {
    method: 'POST',
    headers: {},
    body: '{}',
    end: { signal: controller.signal },
    connectTimeoutMs: 5_000,
    dispatcher: agent,
  });
  expect(await response.json()).toEqual({ text: 'mocked' });
  await agent.close();
});
