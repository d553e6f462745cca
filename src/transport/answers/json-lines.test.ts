import { expect, test } from 'vitest';
import { JsonLines } from './json-lines.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** The lines of a body that comes in these packets. */
async function read(...packets: readonly Uint8Array[]): Promise<{ readonly lines: unknown[]; readonly seen: number }> {
  let seen = 0;
  const lines = new JsonLines(ReadableStream.from(packets).getReader(), {
    onChunk: (chunk) => (seen += chunk.length),
    onError: (error) => {
      throw error;
    },
    refuse: () => new Error('refused'),
  });
  const all: unknown[] = [];
  for (let some = await lines.read(); some !== undefined; some = await lines.read()) all.push(...some);
  return { lines: all, seen };
}

test('gives whole lines, wherever the packets cut them, inside of a character too', async () => {
  const text = bytes('{"text":"ü 你"}\r\n\n{"done":true}\n');
  const { lines, seen } = await read(...Array.from(text, (byte) => Uint8Array.of(byte)));
  expect(lines).toEqual([{ text: 'ü 你' }, { done: true }]);
  expect(seen).toBe(text.length);
});

test('gives several lines of one packet', async () => {
  const { lines } = await read(bytes('{"a":1}\n{"b":2}\n{"c"'), bytes(':3}\n'));
  expect(lines).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
});

test('gives a last line without its line break', async () => {
  const { lines } = await read(bytes('{"done":true}'));
  expect(lines).toEqual([{ done: true }]);
});

test('refuses a line that is no JSON, and gives none of its packet', async () => {
  const given: unknown[] = [];
  let isLetGo = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes('{"a":1}\n<html>\n')),
    cancel: () => {
      isLetGo = true;
    },
  });
  const lines = new JsonLines(body.getReader(), {
    onChunk: () => undefined,
    onError: (error) => {
      throw error;
    },
    refuse: () => new Error('refused'),
  });
  await expect(lines.read().then((some) => given.push(some))).rejects.toThrow('refused');
  expect(given).toEqual([]);
  expect(isLetGo).toBe(true);
});

test('refuses a last line that was cut', async () => {
  await expect(read(bytes('{"a":1}\n{"b":'))).rejects.toThrow('refused');
});

test('tells of a connection that breaks', async () => {
  const broken = new Error('reset');
  const told: unknown[] = [];
  const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(broken) });
  const lines = new JsonLines(body.getReader(), {
    onChunk: () => undefined,
    onError: (error) => {
      told.push(error);
      throw error;
    },
    refuse: () => new Error('refused'),
  });
  await expect(lines.read()).rejects.toBe(broken);
  expect(told).toEqual([broken]);
});
