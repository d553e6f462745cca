import { expect, test } from 'vitest';
import { AnswerBody } from './answer-body.js';
import { HttpAnswer } from './http-answer.js';

/** An answer whose bytes come in these pieces, and are all there. */
function answerOf(...pieces: readonly (string | Uint8Array)[]): HttpAnswer {
  const body = new AnswerBody({ resume: () => undefined, abort: () => undefined });
  for (const piece of pieces) body.push(Buffer.from(piece as string));
  body.close();
  return new HttpAnswer(body, {
    url: 'https://model.invalid/',
    status: 200,
    statusText: 'OK',
    headers: new Headers({ 'content-type': 'application/x-www-form-urlencoded' }),
  });
}

test('is read in every way that a Response can be read', async () => {
  expect(await answerOf('{"a"', ':1}').json()).toEqual({ a: 1 });
  expect(await answerOf('a', 'b').text()).toBe('ab');
  expect(Buffer.from(await answerOf('a', 'b').arrayBuffer()).toString()).toBe('ab');
  expect(Buffer.from(await answerOf('a', 'b').bytes()).toString()).toBe('ab');
  expect(await (await answerOf('a', 'b').blob()).text()).toBe('ab');
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- A Response has it.
  expect((await answerOf('a=1').formData()).get('a')).toBe('1');
});

test('puts characters together that came in two pieces, and leaves the byte order mark out', async () => {
  const [first, second] = [Buffer.from('Ü').subarray(0, 1), Buffer.from('Ü').subarray(1)];
  expect(await answerOf('\u{feff}', first, second).text()).toBe('Ü');
});

test.each(['text', 'json', 'arrayBuffer', 'bytes', 'blob'] as const)('can be read once: %s', async (way) => {
  const answer = answerOf('1');
  expect(answer.bodyUsed).toBe(false);
  await answer[way]();
  expect(answer.bodyUsed).toBe(true);
  for (const again of ['text', 'json', 'arrayBuffer', 'bytes', 'blob'] as const) {
    await expect(answer[again]()).rejects.toThrow(TypeError);
  }
  expect(() => answer.clone()).toThrow(TypeError);
  expect(answer.body?.locked).toBe(true);
});

test('has one stream, which can be read by text() as well as long as nobody has begun', async () => {
  const answer = answerOf('a', 'b');
  expect(answer.body).toBe(answer.body);
  expect(answer.bodyUsed).toBe(false);
  expect(await answer.text()).toBe('ab');
  expect(answer.bodyUsed).toBe(true);
});

test('its stream is nobody else’s once it is read', async () => {
  const answer = answerOf('a', 'b');
  const reader = answer.body?.getReader();
  expect(await reader?.read()).toEqual({ done: false, value: new Uint8Array([97]) });
  await expect(answer.text()).rejects.toThrow(TypeError);
  expect(await reader?.read()).toEqual({ done: false, value: new Uint8Array([98]) });
  expect(await reader?.read()).toEqual({ done: true, value: undefined });
});

test('a copy is read by itself', async () => {
  const answer = answerOf('a', 'b');
  const copy = answer.clone();
  expect(await copy.text()).toBe('ab');
  expect(await answer.text()).toBe('ab');
});

test('a Response is made of it as of any other', async () => {
  const answer = answerOf('a', 'b');
  const other = new Response(answer.body, answer);
  expect(other.status).toBe(200);
  expect(other.headers.get('content-type')).toContain('form');
  expect(await other.text()).toBe('ab');
});

test('the readers of the prototype refuse it, and don’t take it for an empty answer', () => {
  expect(() => Response.prototype.clone.call(answerOf('a') as never)).toThrow(TypeError);
});
