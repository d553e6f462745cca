import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemFiles } from './file-layer.js';
import { acquireLock } from './lock.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

async function lockOf(folder: string, owner: { readonly pid: number; readonly host?: string }): Promise<void> {
  const content = { host: hostname(), processStartedAt: 1, ...owner };
  await writeFile(join(folder, 'lock.earlier'), JSON.stringify(content));
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('acquireLock', () => {
  test('keeps a second run out until it is released', async () => {
    const folder = await temporaryFolder();
    const lock = await acquireLock(systemFiles, folder);

    await expect(acquireLock(systemFiles, folder)).rejects.toThrow(/^Another run \(process \d+\) is translating/);
    await lock.release();

    await (await acquireLock(systemFiles, folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes over the lock of a process that is dead', async () => {
    const folder = await temporaryFolder();
    await lockOf(folder, { pid: await deadProcess() });

    const lock = await acquireLock(systemFiles, folder);

    expect(await readdir(folder)).toHaveLength(1);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes over the lock of an earlier process of the same number, as containers have it', async () => {
    const folder = await temporaryFolder();
    await lockOf(folder, { pid: process.pid });

    await (await acquireLock(systemFiles, folder)).release();
  });

  test('takes over a lock that is damaged', async () => {
    const folder = await temporaryFolder({ 'lock.damaged': '{"pid":' });

    await (await acquireLock(systemFiles, folder)).release();
  });

  test('respects the lock of a living process', async () => {
    const folder = await temporaryFolder();
    await lockOf(folder, { pid: process.ppid });

    await expect(acquireLock(systemFiles, folder)).rejects.toThrow(`process ${process.ppid}`);
  });

  test('does not judge the processes of another computer', async () => {
    const folder = await temporaryFolder();
    await lockOf(folder, { pid: 1, host: 'elsewhere' });

    await expect(acquireLock(systemFiles, folder)).rejects.toThrow(/computer "elsewhere".*delete .*lock/);
  });

  test('never lets two in that start in the same moment, and gives way to none for ever', async () => {
    const folder = await temporaryFolder();
    await lockOf(folder, { pid: await deadProcess() });

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => acquireLock(systemFiles, folder)));

    const winners = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(winners.length).toBeLessThanOrEqual(1);
    for (const winner of winners) await winner.release();
    await (await acquireLock(systemFiles, folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });
});
