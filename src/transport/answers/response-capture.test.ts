import { afterEach, beforeEach, expect, test } from 'vitest';
import { AttemptFailure, type ResponseLike } from '../../core/attempt-failure.js';
import { startScriptedServer, type ScriptedServer } from '../../testing/scripted-server.js';
import { createHttpTransport, type HttpTransport } from '../http/http-transport.js';
import type { AnswerFormat } from './answer-format.js';
import { ResponseCapture } from './response-capture.js';

let server: ScriptedServer;
let transport: HttpTransport;

beforeEach(async () => {
  server = await startScriptedServer();
  transport = createHttpTransport();
});
afterEach(async () => {
  await transport.close();
  await server.close();
});

function open(format: AnswerFormat, signal = new AbortController().signal): ResponseCapture {
  return new ResponseCapture({
    transport,
    attempt: { signal },
    connectTimeoutMs: false,
    headers: { 'x-key': 'secret' },
    format,
  });
}

function answer(status: number, headers: Record<string, string>, body: string): void {
  server.answer((response) => response.writeHead(status, headers).end(body));
}

const JSON_TYPE = { 'content-type': 'application/json' };
const SSE_TYPE = { 'content-type': 'text/event-stream' };

function failure(thrown: unknown): ResponseLike {
  expect(thrown).toBeInstanceOf(AttemptFailure);
  return (thrown as AttemptFailure).failure as ResponseLike;
}

test('hands a good JSON answer on as it came', async () => {
  answer(200, JSON_TYPE, '{"ok":true}');
  const capture = open('json');
  const response = await capture.fetch(server.url, { method: 'POST', body: '{}' });
  expect(await response.json()).toEqual({ ok: true });
  expect(() => capture.assertAnswered()).not.toThrow();
  expect(server.requests[0]?.headers['x-key']).toBe('secret');
});

test('takes good JSON under a wrong type for an answer', async () => {
  answer(200, { 'content-type': 'text/plain' }, '{"ok":true}');
  const capture = open('json');
  expect(await (await capture.fetch(server.url)).json()).toEqual({ ok: true });
  expect(() => capture.assertAnswered()).not.toThrow();
});

test('sends no second request', async () => {
  answer(200, JSON_TYPE, '{}');
  const capture = open('json');
  await capture.fetch(server.url);
  await expect(capture.fetch(server.url)).rejects.toThrow('one request');
  expect(server.requests).toHaveLength(1);
});

test('keeps a refusal as it was on the wire, and gives the SDK a copy of it', async () => {
  const body = '{"error":"slow  down"}';
  answer(429, { ...JSON_TYPE, 'retry-after': '9' }, body);
  const capture = open('json');
  const response = await capture.fetch(server.url);
  expect(response.status).toBe(429);
  expect(await response.json()).toEqual({ error: 'slow  down' });
  const thrown = new Error('what the SDK makes of it');
  const result = capture.failureOf(thrown);
  expect(failure(result)).toMatchObject({ status: 429, body });
  expect((failure(result).headers as Headers).get('retry-after')).toBe('9');
  expect((result as AttemptFailure).cause).toBe(thrown);
});

test('reads a packed refusal', async () => {
  const { gzipSync } = await import('node:zlib');
  server.answer((response) =>
    response.writeHead(500, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync('{"error":"packed"}')),
  );
  const capture = open('json');
  expect(await (await capture.fetch(server.url)).json()).toEqual({ error: 'packed' });
  expect(failure(capture.failureOf(new Error()))).toMatchObject({ body: '{"error":"packed"}' });
});

test('keeps no more than a million bytes of a refusal', async () => {
  server.answer((response) => response.writeHead(500, { 'content-type': 'text/html' }).end('a'.repeat(3_000_000)));
  const capture = open('json');
  await capture.fetch(server.url);
  expect(String(failure(capture.failureOf(new Error())).body)).toHaveLength(1_000_000);
});

test('gives a refusal that is no JSON to the SDK as JSON, so that it prints nothing', async () => {
  answer(502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>');
  const response = await open('ndjson').fetch(server.url);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ error: '<h1>Bad gateway</h1>' });
});

test.each(['json', 'sse', 'ndjson'] as const)('takes a web page for no answer (%s)', async (format) => {
  answer(200, { 'content-type': 'text/html; charset=utf-8' }, '<h1>Sign in</h1>');
  const capture = open(format);
  await capture.fetch(server.url);
  let thrown: unknown;
  try {
    capture.assertAnswered();
  } catch (error) {
    thrown = error;
  }
  expect(failure(thrown)).toMatchObject({ status: 200, body: '<h1>Sign in</h1>' });
});

test('keeps the text of a JSON answer that does not parse', async () => {
  answer(200, JSON_TYPE, 'upstream connect error');
  const capture = open('json');
  const thrown: unknown = await (await capture.fetch(server.url)).json().catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(SyntaxError);
  expect(failure(capture.failureOf(thrown))).toMatchObject({ status: 200, body: 'upstream connect error' });
});

test('keeps an error payload of a stream', async () => {
  answer(200, SSE_TYPE, 'data: {"text":"a"}\n\ndata: {"error":{"message":"boom"}}\n\n');
  const capture = open('sse');
  await (await capture.fetch(server.url)).body?.pipeTo(new WritableStream());
  expect(capture.error()?.trim()).toBe('data: {"error":{"message":"boom"}}');
  expect(failure(capture.failureOf(new Error())).status).toBe(200);
});

test('tells of a broken connection by its own error, not by what the SDK makes of it', async () => {
  server.answer((response) => {
    response.writeHead(200, SSE_TYPE);
    response.write('data: {"text":"a"}\n\n', () => response.destroy());
  });
  const capture = open('sse');
  const { body } = await capture.fetch(server.url);
  await expect(body?.pipeTo(new WritableStream())).rejects.toThrow('terminated');
  const cause = (failure(capture.failureOf(new Error('of the SDK'))) as unknown as TypeError).cause;
  expect(cause).toMatchObject({ code: 'UND_ERR_SOCKET' });
});

test('throws the reason of an abort, whatever the SDK throws', async () => {
  const controller = new AbortController();
  server.answer(() => undefined);
  const capture = open('json', controller.signal);
  const outcome = capture.fetch(server.url).catch((error: unknown) => error);
  await server.nextRequest();
  controller.abort('enough');
  expect(capture.failureOf(await outcome)).toBe('enough');
  expect(capture.failureOf(new Error('of the SDK'))).toBe('enough');
});

test('frees the connection of a stream that is not read to its end', async () => {
  server.answer((response) => void response.writeHead(200, SSE_TYPE).write('data: {}\n\n'));
  const capture = open('sse');
  await capture.fetch(server.url);
  capture.release();
  expect(await server.closesAll('connections', 2_000)).toBe(true);
});

test('keeps the connection of an answer that is whole before its stream ends', async () => {
  server.answer((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write('{"done":true}\n', () => setImmediate(() => response.end()));
  });
  for (let count = 0; count < 3; count += 1) {
    const capture = open('ndjson');
    await capture.fetch(server.url);
    expect(await capture.readLines()).toEqual([{ done: true }]);
    capture.finish();
    capture.release();
    await server.closesAll('answers', 2_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(server.acceptedConnections).toBe(1);
});

test('gives up the connection of a whole answer whose stream never ends', async () => {
  server.answer((response) => void response.writeHead(200, SSE_TYPE).write('data: {}\n\n'));
  const capture = open('sse');
  const reader = (await capture.fetch(server.url)).body?.getReader();
  await reader?.read();
  capture.finish();
  expect(await server.closesAll('connections', 2_000)).toBe(true);
});

test('says of an answer that broke off how much came, and not what', async () => {
  answer(200, JSON_TYPE, '{"choices":[{"message":{"content":"The lamp went o');
  const capture = open('json');
  const thrown: unknown = await capture
    .fetch(server.url)
    .then((response) => response.json())
    .catch((error: unknown) => error);
  expect((capture.failureOf(thrown) as AttemptFailure).failure).toMatchObject({
    code: 'UNREADABLE_ANSWER',
    message: 'The answer broke off: 50 characters came, and they are no whole JSON text.',
  });
});

test('hands on an error that broke off, since it tells what is wrong', async () => {
  const body = '{"error":{"message":"The model is overloaded","code":5';
  answer(200, JSON_TYPE, body);
  const capture = open('json');
  const thrown: unknown = await capture
    .fetch(server.url)
    .then((response) => response.json())
    .catch((error: unknown) => error);
  expect(failure(capture.failureOf(thrown)).body).toBe(body);
});
