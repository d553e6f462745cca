import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('./programs/leave-nothing.ts', import.meta.url));

/** Ends by itself, or by the timeout, which fails. */
async function run(name: string): Promise<{ readonly found: unknown; readonly warnings: string }> {
  const options = { timeout: 15_000 };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, name], options);
  return { found: JSON.parse(stdout), warnings: stderr };
}

describe('a process of its own', () => {
  it('exits by itself, without a warning or a request, when 1,000 parked calls are aborted by one signal', async () => {
    expect(await run('abortParked')).toEqual({ found: { reasons: ['enough'], more: 0 }, warnings: '' });
  });

  it('is not kept alive by a call that waits, with `unref`', async () => {
    expect(await run('leaveWaiting')).toEqual({ found: { waits: 1 }, warnings: '' });
  });

  it('has no socket left 50 ms after requests under way were aborted', async () => {
    expect(await run('abortRequests')).toEqual({ found: { wereOpen: true, left: 0 }, warnings: '' });
  });
});
