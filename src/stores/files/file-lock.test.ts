import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withFileLock } from './file-lock.js';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-lock-'));
  lock = join(folder, 'a.lock');
});
afterEach(() => rm(folder, { recursive: true }));

it('lets one work at a time, and leaves nothing behind', async () => {
  let working = 0;
  const most: number[] = [];
  const work = async (): Promise<void> => {
    most.push((working += 1));
    await readdir(folder);
    working -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => withFileLock(lock, work)));
  expect(most).toEqual(Array(20).fill(1));
  expect(await readdir(folder)).toEqual([]);
});

it('takes over what a program that crashed left locked', async () => {
  await writeFile(lock, '');
  await utimes(lock, 0, 0);
  expect(await withFileLock(lock, () => Promise.resolve('done'))).toBe('done');
  expect(await readdir(folder)).toEqual([]);
});

it('gives the lock back when the work fails', async () => {
  await expect(withFileLock(lock, () => Promise.reject(new Error('full disk')))).rejects.toThrow('full disk');
  expect(await readdir(folder)).toEqual([]);
});

it('leaves the lock of another alone that took it over meanwhile', async () => {
  await withFileLock(lock, async () => {
    await writeFile(join(folder, 'another'), 'another');
    await rm(lock);
    await writeFile(lock, 'another');
  });
  expect(await readFile(lock, 'utf8')).toBe('another');
});
