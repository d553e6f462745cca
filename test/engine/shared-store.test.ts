import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { fileQuotaStore } from '../../src/stores/file.js';

const program = fileURLToPath(new URL('./programs/share-store.ts', import.meta.url));

/** It refuses so often, and says each time that a second will do. */
const MOST_REFUSED = 8;

it('lets two processes that share a file meet a limit once, and one of them find out for both', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shared-store-'));
  const path = join(folder, 'limits.json');
  const refusedAt: number[] = [];
  const server = createServer((_request, response) => {
    if (refusedAt.length === MOST_REFUSED) return response.end('answer');
    refusedAt.push(performance.now());
    return response
      .writeHead(429, { 'retry-after': '1' })
      .end('{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const run = async (): Promise<unknown> => {
    const args = ['--import', 'tsx', program, url, path];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 40_000 });
    return JSON.parse(stdout);
  };
  try {
    const first = run();
    // A disk that is busy takes a second or more to keep what the first one met: the other begins when it is there.
    const isKept = async (): Promise<void> => {
      expect(await fileQuotaStore({ path }).load('default')).toContain('"gates":[{');
    };
    await Promise.race([vi.waitFor(isKept, { timeout: 20_000, interval: 20 }), first]);
    expect(await Promise.all([first, run()])).toEqual([Array(3).fill('answer'), Array(3).fill('answer')]);
    // Three calls of the first at once, and from then on one of either each time that the second is over.
    const apart = refusedAt.slice(3).map((at, index) => at - (refusedAt[index + 2] ?? 0));
    expect(apart).toHaveLength(MOST_REFUSED - 3);
    expect(Math.min(...apart)).toBeGreaterThan(990);
    expect(await readdir(folder)).toEqual(['limits.json']);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}, 60_000);
