import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('./programs/share-store.ts', import.meta.url));

it('lets two processes that share a file meet a limit once, and one of them find out for both', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shared-store-'));
  let startedAt: number | undefined;
  let refused = 0;
  // For six seconds it refuses, and says each time that a second will do.
  let meetsWall = (): void => undefined;
  const isWalled = new Promise<void>((resolve) => (meetsWall = resolve));
  const server = createServer((_request, response) => {
    startedAt ??= performance.now();
    if (performance.now() - startedAt < 5_900) {
      refused += 1;
      meetsWall();
      response
        .writeHead(429, { 'retry-after': '1' })
        .end('{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}');
    } else response.end('answer');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const run = async (): Promise<unknown> => {
    const args = ['--import', 'tsx', program, url, join(folder, 'limits.json')];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
    return JSON.parse(stdout);
  };
  try {
    const first = run();
    await isWalled;
    expect(await Promise.all([first, run()])).toEqual([Array(3).fill('answer'), Array(3).fill('answer')]);
    // Three calls of the first at 0 s, and one of either at 1, 2, 3, 4 and 5 s; each for itself would be about twice that.
    expect(refused).toBeLessThanOrEqual(3 + 5);
    expect(await readdir(folder)).toEqual(['limits.json']);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}, 30_000);
