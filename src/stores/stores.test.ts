import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testQuotaStore } from '../testing/quota-store-contract.js';
import { fileQuotaStore } from './file.js';
import { memoryQuotaStore } from './memory.js';

const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'quota-store-'));

describe('the stores', () => {
  it.each([undefined, null, {}, { path: '' }])('say that a path is missing in %j', (options) => {
    expect(() => fileQuotaStore(options as never)).toThrow(/Expected `path` to be the path of a file, got `/);
  });

  testQuotaStore(it, {
    name: 'memory',
    create: () => {
      const store = memoryQuotaStore();
      return { store, other: store };
    },
  });

  testQuotaStore(it, {
    name: 'file',
    create: async () => {
      const folder = await temporaryFolder();
      const path = join(folder, 'deep', 'limits.json');
      return {
        store: fileQuotaStore({ path }),
        other: fileQuotaStore({ path }),
        remove: () => rm(folder, { recursive: true }),
      };
    },
  });
});

describe('a file', () => {
  it('leaves no drafts behind, also where it can not be written', async () => {
    const folder = await temporaryFolder();
    const store = fileQuotaStore({ path: join(folder, 'limits.json') });
    await Promise.all([store.save('default', '1'), store.save('books', '2'), store.save('default', '3')]);
    expect((await readdir(folder)).sort()).toEqual(['limits.books.json', 'limits.json']);
    await writeFile(join(folder, 'in-the-way'), '');
    await expect(
      fileQuotaStore({ path: join(folder, 'in-the-way', 'limits.json') }).save('default', '1'),
    ).rejects.toThrow();
    expect((await readdir(folder)).length).toBe(3);
    await rm(folder, { recursive: true });
  });

  it('takes away what a killed process left of a save, and nothing of one that is under way', async () => {
    const folder = await temporaryFolder();
    const names = ['limits.json.1.draft', 'limits.json.2.draft', 'limits.books.json.3.draft', 'limits.json.bak'];
    for (const name of names) await writeFile(join(folder, name), '');
    const anHourAgo = Date.now() / 1_000 - 3_600;
    for (const name of names.slice(1)) await utimes(join(folder, name), anHourAgo, anHourAgo);
    await fileQuotaStore({ path: join(folder, 'limits.json') }).save('default', '1');
    expect((await readdir(folder)).sort()).toEqual(
      ['limits.json', 'limits.json.1.draft', 'limits.books.json.3.draft', 'limits.json.bak'].sort(),
    );
    await rm(folder, { recursive: true });
  });

  it('needs a path', () => {
    expect(() => fileQuotaStore({ path: '' })).toThrow(/`path`/);
  });
});
