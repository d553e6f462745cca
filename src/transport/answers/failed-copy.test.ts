import { expect, it } from 'vitest';
import { failedCopy } from './failed-copy.js';

it('holds what was read, declared as JSON of its own length', async () => {
  const headers = {
    'content-type': 'text/html',
    'content-encoding': 'gzip',
    'content-length': '7',
    'retry-after': '9',
  };
  const copy = failedCopy(new Response('packed', { status: 502, statusText: 'Bad Gateway', headers }), '<h1>No</h1>');
  expect([copy.status, copy.statusText]).toEqual([502, 'Bad Gateway']);
  expect([...copy.headers]).toEqual([
    ['content-type', 'application/json'],
    ['retry-after', '9'],
  ]);
  expect(await copy.json()).toEqual({ error: '<h1>No</h1>' });
});

it('keeps JSON as it is', async () => {
  expect(await failedCopy(new Response(null, { status: 429 }), '{"error": "slow"}').text()).toBe('{"error": "slow"}');
});

it('makes a failure of a redirect, and leaves a success one', () => {
  expect(failedCopy(new Response(null, { status: 302 }), '').status).toBe(400);
  expect(failedCopy(new Response(null, { status: 200 }), 'no JSON').status).toBe(200);
});

it('gives a status that has no body none', async () => {
  const copy = failedCopy(new Response(null, { status: 204 }), 'never');
  expect([copy.status, await copy.text()]).toEqual([204, '']);
});
