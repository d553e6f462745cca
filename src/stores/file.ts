import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { systemClock } from '../core/clock.js';
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

/** No save takes so long: a draft that is older is one of a process that was killed in the middle of it. */
const STALE_DRAFT_MS = 600_000;

/**
 * A store in a file: written anew beside it and put in its place, so that neither a crash nor another process leaves half
 * of one. Processes of one machine may share a file: each adds what it knows, under a lock.
 * @throws TypeError where `path` is none
 */
export function fileQuotaStore(options: FileQuotaStoreOptions): QuotaStore {
  const path: unknown = (options as FileQuotaStoreOptions | null | undefined)?.path;
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(
      `Wrong options for fileQuotaStore():\n  - Expected \`path\` to be the path of a file, got \`${String(path)}\``,
    );
  }
  const file = resolve(path);
  /** Saves of one namespace follow each other: the later one must not be overtaken. */
  const underWay = new Map<string, Promise<void>>();
  const follow = (namespace: string, work: (target: string) => Promise<void>): Promise<void> => {
    const target = fileOf(file, namespace);
    const before = underWay.get(namespace) ?? removeStaleDrafts(target);
    const working = before.catch(() => undefined).then(() => work(target));
    underWay.set(namespace, working);
    return working;
  };
  return {
    async load(namespace) {
      return readWhole(fileOf(file, namespace));
    },
    save(namespace, state) {
      return follow(namespace, (target) => replace(target, state));
    },
    update(namespace, change) {
      return follow(namespace, async (target) => {
        await mkdir(dirname(target), { recursive: true });
        await withFileLock(`${target}.lock`, async () => {
          await replace(target, change(await readWhole(target)));
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

/** What a process that was killed left of a save lies there for good otherwise, one file for each such end. */
async function removeStaleDrafts(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !name.endsWith('.draft')) continue;
    const draft = join(folder, name);
    if (systemClock.now() - (await stat(draft)).mtimeMs > STALE_DRAFT_MS) await rm(draft, { force: true });
  }
}
