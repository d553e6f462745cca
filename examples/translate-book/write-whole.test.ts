import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemFiles } from './file-layer.js';
import { failingFiles } from './test-support/failing-files.js';
import { temporaryFolder } from './test-support/temporary-folder.js';
import { writeWhole } from './write-whole.js';

test('replaces a file by another', async () => {
  const folder = await temporaryFolder({ 'chapter.md': 'Old.' });

  await writeWhole(systemFiles, join(folder, 'chapter.md'), 'New.');

  expect(await readFile(join(folder, 'chapter.md'), 'utf8')).toBe('New.');
  expect(await readdir(folder)).toEqual(['chapter.md']);
});

test('leaves the file that was there, and nothing else, when it can not write all of the new one', async () => {
  const folder = await temporaryFolder({ 'chapter.md': 'Old.' });
  const files = failingFiles({ code: 'ENOSPC', path: /chapter/ });

  await expect(writeWhole(files, join(folder, 'chapter.md'), 'New.')).rejects.toMatchObject({ code: 'ENOSPC' });

  expect(await readFile(join(folder, 'chapter.md'), 'utf8')).toBe('Old.');
  expect(await readdir(folder)).toEqual(['chapter.md']);
});
