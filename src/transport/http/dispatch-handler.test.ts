import type { Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { exchange } from './http-exchange.js';

/** A dispatcher of undici 6: it knows nothing of the methods of version 7. */
interface OldHandler {
  onConnect(abort: (error?: Error) => void): void;
  onHeaders(status: number, headers: Buffer[], resume: () => void, statusText: string): boolean;
  onData(chunk: Buffer): boolean;
  onComplete(trailers: Buffer[]): void;
  onError(error: Error): void;
}

const bytes = (...texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text, 'latin1'));

function sendOver(serve: (handler: OldHandler) => void, signal = new AbortController().signal): Promise<Response> {
  const dispatcher = {
    dispatch(_options: unknown, handler: OldHandler) {
      serve(handler);
      return true;
    },
  } as unknown as Dispatcher;
  const to = { url: 'https://model.invalid/', origin: 'https://model.invalid', path: '/' };
  return exchange(dispatcher, to, { method: 'POST', headers: [], body: '{}', end: { signal } });
}

const nothing = (): void => undefined;

test('an answer of a dispatcher of version 6 is whole', async () => {
  const response = await sendOver((handler) => {
    handler.onConnect(nothing);
    handler.onHeaders(100, [], nothing, 'Continue');
    handler.onHeaders(200, bytes('X-One', 'é', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2'), nothing, 'OK');
    expect(handler.onData(Buffer.from('{"a":'))).toBe(true);
    expect(handler.onData(Buffer.from('1}'))).toBe(true);
    handler.onComplete([]);
  });
  expect(response).toMatchObject({ status: 200, statusText: 'OK' });
  expect(response.headers.get('x-one')).toBe('é');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await response.json()).toEqual({ a: 1 });
});

test('such a dispatcher waits while nobody reads', async () => {
  const told: string[] = [];
  let handler!: OldHandler;
  const response = await sendOver((given) => {
    handler = given;
    handler.onConnect(nothing);
    handler.onHeaders(200, [], () => told.push('resume'), 'OK');
  });
  expect(handler.onData(Buffer.alloc(100_000, 'x'))).toBe(false);
  const reader = response.body?.getReader();
  expect((await reader?.read())?.value).toHaveLength(100_000);
  expect(told).toEqual(['resume']);
  expect(handler.onData(Buffer.from('more'))).toBe(true);
});

test('such a dispatcher is told of an end, and its errors are told', async () => {
  const controller = new AbortController();
  const told: string[] = [];
  const called = sendOver((handler) => handler.onConnect(() => told.push('abort')), controller.signal);
  controller.abort('enough');
  await expect(called).rejects.toBe('enough');
  expect(told).toEqual(['abort']);

  const failed = sendOver((handler) => handler.onError(new Error('no proxy')));
  await expect(failed).rejects.toMatchObject({ message: 'fetch failed', cause: { message: 'no proxy' } });
});
