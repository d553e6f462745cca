import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cancellation } from '../core/cancellation.js';
import { startScriptedServer, type ScriptedServer } from '../testing/scripted-server.js';
import { createHttpTransport, type HttpTransport } from './http-transport.js';
import { RequestSignal } from './request-signal.js';
import { ResponseCapture } from './response-capture.js';

let server: ScriptedServer;
let transport: HttpTransport;

beforeEach(async () => {
  server = await startScriptedServer();
  server.answer((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"a"}'));
  transport = createHttpTransport();
});
afterEach(async () => {
  await transport.close();
  await server.close();
});

/** An attempt that can end in both ways, as those of the engine. */
function openAttempt() {
  const controller = new AbortController();
  const cancellation: { -readonly [Name in keyof Cancellation]: Cancellation[Name] } = {
    signal: controller.signal,
    cancelled: undefined,
    onCancel: undefined,
  };
  return {
    signal: controller.signal,
    cancellation,
    cancel(reason: unknown) {
      cancellation.cancelled = { reason };
      cancellation.onCancel?.abort(reason);
    },
  };
}

type Attempt = ReturnType<typeof openAttempt>;

const open = (attempt: Attempt): ResponseCapture =>
  new ResponseCapture({ transport, attempt, connectTimeoutMs: false, headers: {}, format: 'json' });

/** Asks, and reads the answer to its end. */
const ask = async (attempt: Attempt): Promise<unknown> => (await open(attempt).fetch(server.url)).json();

const hang = (): Promise<unknown> => {
  server.answer(() => undefined);
  return server.nextRequest();
};

test('requests that follow each other take turns with one signal', () => {
  const signals = Array.from({ length: 3 }, () => {
    const request = new RequestSignal(openAttempt());
    const { signal } = request;
    request.answered();
    return signal;
  });
  expect(new Set(signals).size).toBe(1);
});

test('a signal is given up before many listeners are left on it', () => {
  const signals = Array.from({ length: 100 }, () => {
    const request = new RequestSignal(openAttempt());
    const { signal } = request;
    request.answered();
    return signal;
  });
  expect(new Set(signals).size).toBeGreaterThan(5);
});

test('requests that are under way at the same time have signals of their own', async () => {
  const answered = await Promise.all(Array.from({ length: 5 }, () => ask(openAttempt())));
  expect(answered).toHaveLength(5);
  const attempts = Array.from({ length: 5 }, openAttempt);
  server.answer(() => undefined);
  const outcomes = attempts.map((attempt) => open(attempt).fetch(server.url));
  attempts[2]?.cancel('third');
  await expect(outcomes[2]).rejects.toBe('third');
  expect(
    await Promise.race([Promise.any(outcomes).catch(() => 'ended'), server.nextRequest().then(() => 'under way')]),
  ).toBe('under way');
  for (const attempt of attempts) attempt.cancel('all');
  await Promise.allSettled(outcomes);
});

test('an end reaches its own request, and none that had the signal before', async () => {
  const earlier = Array.from({ length: 3 }, openAttempt);
  const captures: ResponseCapture[] = [];
  const responses: Response[] = [];
  for (const attempt of earlier) {
    const capture = open(attempt);
    const response = await capture.fetch(server.url);
    expect(await response.json()).toEqual({ text: 'a' });
    captures.push(capture);
    responses.push(response);
  }
  const arrived = hang();
  const attempt = openAttempt();
  const capture = open(attempt);
  const outcome = capture.fetch(server.url).catch((error: unknown) => error);
  await arrived;
  attempt.cancel('enough');
  expect(capture.failureOf(await outcome)).toBe('enough');
  expect(await server.closesAll('answers', 2_000)).toBe(true);
  for (const [index, one] of captures.entries()) {
    one.assertAnswered();
    expect(one.response().body).toBe('{"text":"a"}');
    expect(responses[index]?.bodyUsed).toBe(true);
  }
});

test('a signal that has ended a request serves no other one', async () => {
  const arrived = hang();
  const attempt = openAttempt();
  const outcome = open(attempt).fetch(server.url);
  await arrived;
  attempt.cancel('enough');
  await expect(outcome).rejects.toBe('enough');
  server.answer((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"b"}'));
  for (let times = 0; times < 3; times += 1) expect(await ask(openAttempt())).toEqual({ text: 'b' });
});

test('an end that comes after the answer ends nothing', async () => {
  const attempt = openAttempt();
  await ask(attempt);
  const later = openAttempt();
  const arrived = hang();
  const outcome = open(later).fetch(server.url);
  await arrived;
  attempt.cancel('too late');
  server.answer(() => undefined);
  later.cancel('its own');
  await expect(outcome).rejects.toBe('its own');
});

test('an attempt that was ended before sends nothing', async () => {
  const attempt = openAttempt();
  attempt.cancel('enough');
  await expect(open(attempt).fetch(server.url)).rejects.toBe('enough');
  expect(server.requests).toHaveLength(0);
});

test('a second request of one attempt ends by the signal of the attempt', () => {
  const attempt = openAttempt();
  const first = new RequestSignal(attempt).signal;
  expect(first).not.toBe(attempt.signal);
  expect(new RequestSignal(attempt).signal).toBe(attempt.signal);
});

test('an attempt that has only a signal ends by that', () => {
  const controller = new AbortController();
  const request = new RequestSignal({ signal: controller.signal });
  expect(request.signal).toBe(controller.signal);
  expect(request.cancelled).toBeUndefined();
  controller.abort('enough');
  expect(request.cancelled).toEqual({ reason: 'enough' });
  expect(() => request.throwIfCancelled()).toThrow('enough');
});
