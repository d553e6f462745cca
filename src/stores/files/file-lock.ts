import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { systemClock } from '../../core/clock.js';

/** Nobody works under a lock for so long: who left it has crashed. */
const STALE_MS = 2_000;
const LOOK_AGAIN_MS = 10;

/**
 * Does some work while no other program does any under the same lock, a file. Where a program crashed in the middle, two
 * may work at once for a moment: for what can be lost without harm.
 */
export async function withFileLock<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await take(lock))) {
    if (!(await breakStale(lock))) await systemClock.sleep(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx', 0o600);
    await handle.close();
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @returns whether it is worth trying again at once */
async function breakStale(lock: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(lock);
    // A clock may have stepped meanwhile.
    if (Math.abs(systemClock.now() - mtimeMs) < STALE_MS) return false;
    // Of those who see it, one gets it by its name.
    const broken = `${lock}.${randomUUID()}`;
    await rename(lock, broken);
    await rm(broken, { force: true });
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as { readonly code?: unknown }).code === code;
}
