import { expect, test } from 'vitest';
import { createNdjsonGuard } from './ndjson-guard.js';

const guard = () => createNdjsonGuard((line) => new Error(`refused: ${line}`));
const bytes = (text: string): Uint8Array => Buffer.from(text);

test('lets whole lines pass, wherever the packets cut them, inside of a character too', () => {
  const { onChunk, onEnd } = guard();
  const text = bytes('{"text":"ü 你"}\r\n\n{"done":true}\n');
  expect(() => {
    for (const byte of text) onChunk(Uint8Array.of(byte));
    onEnd();
  }).not.toThrow();
});

test('lets a last line without its line break pass', () => {
  const { onChunk, onEnd } = guard();
  onChunk(bytes('{"done":true}'));
  expect(onEnd).not.toThrow();
});

test('refuses a line that is no JSON as soon as it is whole', () => {
  const { onChunk } = guard();
  onChunk(bytes('{"a":1}\n<html'));
  expect(() => onChunk(bytes('>\n'))).toThrow('refused: <html>');
});

test('refuses a last line that was cut', () => {
  const { onChunk, onEnd } = guard();
  onChunk(bytes('{"a":1}\n{"b":'));
  expect(onEnd).toThrow('refused: {"b":');
});
