import { expect, test } from 'vitest';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { ClientPool } from './client-pool.js';

interface Sdk {
  readonly ask: () => Promise<Response>;
}

let created = 0;
const pool = (): ClientPool<Sdk> =>
  new ClientPool((fetch) => {
    created += 1;
    return { ask: () => fetch('http://127.0.0.1/') };
  });

/** A capture, as far as a client sees it, whose answers tell which it was. */
const capture = (name: string): Pick<ResponseCapture, 'fetch'> => ({
  fetch: () => Promise.resolve(new Response(name)),
});

const askedBy = async ({ ask }: Sdk): Promise<string> => (await ask()).text();

test('each attempt sends by its own capture, however many run at the same time', async () => {
  const clients = pool();
  const first = clients.lend(capture('first'));
  const second = clients.lend(capture('second'));
  expect(await Promise.all([askedBy(second.client), askedBy(first.client)])).toEqual(['second', 'first']);
});

test('a client that was given back serves the next attempt', async () => {
  created = 0;
  const clients = pool();
  for (const name of ['a', 'b', 'c']) {
    const lent = clients.lend(capture(name));
    expect(await askedBy(lent.client)).toBe(name);
    clients.takeBack(lent);
  }
  expect(created).toBe(1);
});

test('a client that nobody has sends nothing', async () => {
  const clients = pool();
  const lent = clients.lend(capture('a'));
  clients.takeBack(lent);
  await expect(askedBy(lent.client)).rejects.toThrow('nobody asked for');
});
