import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import type { QuotaStore } from '../core/quota-store.js';
import { withFileLock } from './files/file-lock.js';

/** Options of {@link fileQuotaStore}. */
export interface FileQuotaStoreOptions {
  /**
   * The file of the namespace `default`; the others stand beside it, as in `limits.books.json`. Its folder is made where
   * it is missing.
   */
  readonly path: string;
}

/**
 * A store in a file: written anew beside it and put in its place, so that neither a crash nor another process leaves half
 * of one. Processes of one machine may share a file: each adds what it knows, under a lock.
 * @throws TypeError where `path` is none
 */
export function fileQuotaStore({ path }: FileQuotaStoreOptions): QuotaStore {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(
      `Wrong options for fileQuotaStore():\n  - Expected \`path\` to be the path of a file, got \`${String(path)}\``,
    );
  }
  const file = resolve(path);
  /** Saves of one namespace follow each other: the later one must not be overtaken. */
  const underWay = new Map<string, Promise<void>>();
  const follow = (namespace: string, work: (path: string) => Promise<void>): Promise<void> => {
    const before = underWay.get(namespace) ?? Promise.resolve();
    const working = before.catch(() => undefined).then(() => work(fileOf(file, namespace)));
    underWay.set(namespace, working);
    return working;
  };
  return {
    async load(namespace) {
      return readWhole(fileOf(file, namespace));
    },
    save(namespace, state) {
      return follow(namespace, (path) => replace(path, state));
    },
    update(namespace, change) {
      return follow(namespace, async (path) => {
        await mkdir(dirname(path), { recursive: true });
        await withFileLock(`${path}.lock`, async () => {
          await replace(path, change(await readWhole(path)));
        });
      });
    },
  };
}

function fileOf(file: string, namespace: string): string {
  if (namespace === 'default') return file;
  const ending = extname(file);
  return `${file.slice(0, file.length - ending.length)}.${encodeURIComponent(namespace)}${ending}`;
}

async function readWhole(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.draft`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      // Else a power cut may leave a file of the new name without its text.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
