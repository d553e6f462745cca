import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cancellation } from '../../core/cancellation.js';
import { startScriptedServer, type ScriptedServer } from '../../testing/scripted-server.js';
import { endedBy, onEarlyEnd } from './attempt-end.js';
import { createHttpTransport, type HttpTransport } from './http-transport.js';
import { ResponseCapture } from '../answers/response-capture.js';

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

/** An attempt that can end in both ways, as those of the engine; a signal is made for those who ask. */
function openAttempt() {
  const controller = new AbortController();
  let signalsAsked = 0;
  const cancellation: { -readonly [Name in keyof Cancellation]: Cancellation[Name] } = {
    signal: controller.signal,
    cancelled: undefined,
    onCancel: undefined,
  };
  return {
    get signal() {
      signalsAsked += 1;
      return controller.signal;
    },
    get signalsAsked() {
      return signalsAsked;
    },
    cancellation,
    cancel(reason: unknown) {
      cancellation.cancelled = { reason };
      controller.abort(reason);
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

test('a request needs no signal, and gives its place up when it is answered', async () => {
  const attempt = openAttempt();
  expect(await ask(attempt)).toEqual({ text: 'a' });
  expect(attempt.signalsAsked).toBe(0);
  expect(attempt.cancellation.onCancel).toBeUndefined();
});

test('an end reaches its own request, and no other', async () => {
  const attempts = Array.from({ length: 5 }, openAttempt);
  server.answer(() => undefined);
  const outcomes = attempts.map((attempt) => open(attempt).fetch(server.url));
  attempts[2]?.cancel('third');
  await expect(outcomes[2]).rejects.toBe('third');
  const first = Promise.any(outcomes).catch(() => 'ended');
  expect(await Promise.race([first, server.nextRequest().then(() => 'under way')])).toBe('under way');
  for (const attempt of attempts) attempt.cancel('all');
  await Promise.allSettled(outcomes);
});

test('an end frees the connection, and leaves earlier answers as they are', async () => {
  const earlier = openAttempt();
  const capture = open(earlier);
  const response = await capture.fetch(server.url);
  expect(await response.json()).toEqual({ text: 'a' });
  const arrived = hang();
  const attempt = openAttempt();
  const outcome = open(attempt)
    .fetch(server.url)
    .catch((error: unknown) => error);
  await arrived;
  attempt.cancel('enough');
  expect(await outcome).toBe('enough');
  expect(await server.closesAll('answers', 2_000)).toBe(true);
  capture.assertAnswered();
  expect(capture.response().body).toBe('{"text":"a"}');
  expect(response.bodyUsed).toBe(true);
});

test('an end that comes after the answer ends nothing', async () => {
  const attempt = openAttempt();
  await ask(attempt);
  const later = openAttempt();
  const arrived = hang();
  const outcome = open(later).fetch(server.url);
  await arrived;
  attempt.cancel('too late');
  later.cancel('its own');
  await expect(outcome).rejects.toBe('its own');
});

test('an attempt that was ended before sends nothing', async () => {
  const attempt = openAttempt();
  attempt.cancel('enough');
  await expect(open(attempt).fetch(server.url)).rejects.toBe('enough');
  expect(server.requests).toHaveLength(0);
});

test('where the place is taken, the signal tells of the end', () => {
  const attempt = openAttempt();
  const told: unknown[] = [];
  onEarlyEnd(attempt, { abort: (reason) => told.push(['first', reason]) });
  onEarlyEnd(attempt, { abort: (reason) => told.push(['second', reason]) });
  attempt.cancel('enough');
  expect(told).toEqual([
    ['second', 'enough'],
    ['first', 'enough'],
  ]);
});

test('an attempt that has only a signal ends by that, until nobody listens any more', () => {
  const controller = new AbortController();
  const told: unknown[] = [];
  const end = { signal: controller.signal };
  onEarlyEnd(end, { abort: (reason) => told.push(reason) });
  const stop = onEarlyEnd(end, { abort: () => told.push('nobody is told') });
  stop?.();
  expect(endedBy(end)).toBeUndefined();
  controller.abort('enough');
  expect(endedBy(end)).toEqual({ reason: 'enough' });
  expect(told).toEqual(['enough']);
});
