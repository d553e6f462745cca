import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { systemClock } from '../../core/clock.js';

/** Nobody works under a lock for so long, on a busy disk neither: who left it has crashed. */
const STALE_MS = 5_000;
const LOOK_AGAIN_MS = 10;

/**
 * Does some work while no other program does any under the same lock, a file. Where a program crashed in the middle, two
 * may work at once for a moment: for what can be lost without harm.
 */
export async function withFileLock<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  const name = randomUUID();
  while (!(await take(lock, name))) {
    if (!(await breakStale(lock))) await systemClock.sleep(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    await giveBack(lock, name);
  }
}

async function take(lock: string, name: string): Promise<boolean> {
  try {
    await writeFile(lock, name, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Who took longer than anyone does may have lost it: then it is another's. */
async function giveBack(lock: string, name: string): Promise<void> {
  try {
    if ((await readFile(lock, 'utf8')) === name) await rm(lock, { force: true });
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
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
