import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { asUserError, fileErrorCode } from './file-error.js';
import type { FileLayer } from './file-layer.js';
import { UserError } from './user-error.js';

/** Who holds a lock. */
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

const LOCK_NAME = /^lock\./;

/**
 * Keeps a second run out of the same out folder. Locks that killed runs left behind are removed.
 *
 * Each run puts down a lock of its own name first and looks around then: of two runs, whichever looks last sees the
 * other, so there are never two; of two that start in the same moment both may give way. And since no name is used
 * twice, removing a stale lock can't hit a fresh one.
 * @throws UserError where another run holds the folder.
 */
export async function acquireLock(files: FileLayer, folder: string): Promise<Lock> {
  const name = `lock.${randomUUID()}`;
  const path = join(folder, name);
  try {
    await putDown(files, { path, temporary: join(folder, `new-${name}`) });
    try {
      for (const other of await files.readdir(folder)) {
        if (LOCK_NAME.test(other) && other !== name) await removeIfStale(files, join(folder, other));
      }
    } catch (error) {
      await files.rm(path, { force: true });
      throw error;
    }
  } catch (error) {
    throw asUserError(error, `Can't lock ${folder}`);
  }
  return { release: () => files.rm(path, { force: true }) };
}

/** The lock appears under its name with all of its content: nobody ever reads half of it and takes it for damaged. */
async function putDown(
  files: FileLayer,
  { path, temporary }: { readonly path: string; readonly temporary: string },
): Promise<void> {
  const owner: LockOwner = { pid: process.pid, host: hostname(), processStartedAt: performance.timeOrigin };
  const file = await files.open(temporary, 'w');
  try {
    await file.writeFile(JSON.stringify(owner));
  } finally {
    await file.close();
  }
  await files.rename(temporary, path);
}

/** @throws UserError where the lock is not stale. */
async function removeIfStale(files: FileLayer, path: string): Promise<void> {
  const owner = await readOwner(files, path);
  if (owner === 'gone') return;
  if (owner !== 'damaged') refuseIfHeld(owner, path);
  await files.rm(path, { force: true });
}

async function readOwner(files: FileLayer, path: string): Promise<LockOwner | 'gone' | 'damaged'> {
  let content: string;
  try {
    content = (await files.readFile(path)).toString('utf8');
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return 'gone';
    throw error;
  }
  try {
    const owner = JSON.parse(content) as Partial<LockOwner> | null;
    if (typeof owner?.pid !== 'number' || typeof owner.host !== 'string') return 'damaged';
    return { pid: owner.pid, host: owner.host, processStartedAt: Number(owner.processStartedAt) };
  } catch {
    return 'damaged';
  }
}

function refuseIfHeld(owner: LockOwner, path: string): void {
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
