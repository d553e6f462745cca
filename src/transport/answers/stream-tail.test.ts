import { expect, test } from 'vitest';
import { StreamTail } from './stream-tail.js';

function tailOf(...pieces: string[]): StreamTail {
  const tail = new StreamTail();
  for (const piece of pieces) tail.push(Buffer.from(piece));
  return tail;
}

test('finds an error event among events of an answer', () => {
  const tail = tailOf(
    'data: {"choices":[{"delta":{"content":"an \\"error\\": in a text"}}]}\n\n',
    'data: {"error":{"message":"overloaded"}}\n\n',
  );
  expect(tail.error()?.trim()).toBe('data: {"error":{"message":"overloaded"}}');
});

test('finds an error that is split over pieces', () => {
  expect(tailOf('{"message":{}}\n{"er', 'ror":"boom"}', '\n').error()).toBe('{"error":"boom"}');
});

test('finds a bare error of many lines behind events', () => {
  const error = '{\n  "error": {\n    "code": 503\n  }\n}';
  expect(JSON.parse(tailOf('data: {"candidates":[]}\r\n\r\n', error).error() ?? '')).toEqual({ error: { code: 503 } });
});

test('finds no error in an answer, whatever its words are', () => {
  expect(tailOf('data: {"text":"{\\"error\\": 1}"}\n\n: keep alive\n\ndata: [DONE]\n\n').error()).toBeUndefined();
});

test('takes a piece that was cut for no error', () => {
  expect(tailOf('data: {"text":"a"}\n\ndata: {"te').error()).toBeUndefined();
});

test('forgets what is far behind, and the line that it cut', () => {
  const line = `{"text":"${'a'.repeat(9_990)}"}\n`;
  const tail = tailOf(...Array.from({ length: 1_000 }, () => line), '{"error":"last"}\n');
  expect(tail.text().length).toBeLessThan(80_000);
  expect(tail.error()).toBe('{"error":"last"}');
});
