import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { asUserError, fileErrorCode } from './file-error.js';
import type { FileLayer } from './file-layer.js';
import { UserError } from './user-error.js';

/** Who holds the lock. */
interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** When that process began, in epoch ms: in a container every run has the same pid. */
  readonly processStartedAt: number;
}

/** A held lock. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Keeps a second run out of the same out folder. A lock that a killed run left behind is taken over.
 * @throws UserError where another run holds it.
 */
export async function acquireLock(files: FileLayer, folder: string): Promise<Lock> {
  const path = join(folder, 'lock');
  const mine = join(folder, `lock.${randomUUID()}`);
  try {
    const owner: LockOwner = { pid: process.pid, host: hostname(), processStartedAt: performance.timeOrigin };
    await writeNew(files, mine, JSON.stringify(owner));
    try {
      // A link appears with its content or not at all, so nobody ever reads a lock that is still empty.
      while (!(await tryLink(files, mine, path))) await removeStale(files, path);
    } finally {
      await files.rm(mine, { force: true });
    }
  } catch (error) {
    throw asUserError(error, `Can't lock ${folder}`);
  }
  return { release: () => files.rm(path, { force: true }) };
}

async function writeNew(files: FileLayer, path: string, text: string): Promise<void> {
  const file = await files.open(path, 'wx');
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

async function tryLink(files: FileLayer, from: string, to: string): Promise<boolean> {
  try {
    await files.link(from, to);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @throws UserError where the lock is not stale. */
async function removeStale(files: FileLayer, path: string): Promise<void> {
  const before = await readLock(files, path);
  if (before === undefined) return;
  refuseIfHeld(before, path);
  // Renamed first and looked at again: two runs that take over at once must not remove each other's fresh lock.
  const aside = `${path}.stale.${randomUUID()}`;
  try {
    await files.rename(path, aside);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    const taken = await readLock(files, aside);
    if (taken !== undefined && taken !== before) {
      await tryLink(files, aside, path);
      refuseIfHeld(taken, path);
    }
  } finally {
    await files.rm(aside, { force: true });
  }
}

async function readLock(files: FileLayer, path: string): Promise<string | undefined> {
  try {
    return (await files.readFile(path)).toString('utf8');
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function refuseIfHeld(content: string, path: string): void {
  const owner = parseOwner(content);
  if (owner === undefined) return;
  if (owner.host !== hostname()) {
    throw new UserError(
      `A run on the computer "${owner.host}" (process ${owner.pid}) holds this out folder. If it has ended, delete ${path}.`,
    );
  }
  if (isRunning(owner)) {
    throw new UserError(
      `Another run (process ${owner.pid}) is translating into this out folder. Wait for it or choose another --out. (Lock: ${path})`,
    );
  }
}

function parseOwner(content: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(content) as Partial<LockOwner> | null;
    if (typeof owner?.pid !== 'number' || typeof owner.host !== 'string') return undefined;
    return { pid: owner.pid, host: owner.host, processStartedAt: Number(owner.processStartedAt) };
  } catch {
    return undefined;
  }
}

function isRunning(owner: LockOwner): boolean {
  if (owner.pid === process.pid) return owner.processStartedAt === performance.timeOrigin;
  try {
    // Signal 0 only asks whether the process is there.
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and somebody else's.
    return fileErrorCode(error) === 'EPERM';
  }
}
