import { expect, test, vi } from 'vitest';
import { readBoundedText } from './bounded-text.js';

test('reads a short text whole', async () => {
  expect(await readBoundedText(new Response('an error, ü'), 100)).toBe('an error, ü');
});

test('reads nothing from a response without a body', async () => {
  expect(await readBoundedText(new Response(null, { status: 204 }), 100)).toBe('');
});

test('reads no further than its limit, and lets go of the rest', async () => {
  const cancel = vi.fn();
  const body = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(40, 'a')), cancel });
  expect(await readBoundedText(new Response(body), 100)).toBe('a'.repeat(100));
  expect(cancel).toHaveBeenCalledOnce();
});

test('gives what came before a body broke', async () => {
  let pulls = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      pulls += 1;
      if (pulls === 1) controller.enqueue(Buffer.from('half an err'));
      else controller.error(new Error('reset'));
    },
  });
  expect(await readBoundedText(new Response(body), 100)).toBe('half an err');
});
