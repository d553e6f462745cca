import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemFiles, type FileLayer } from './file-layer.js';
import { failingFiles } from './test-support/failing-files.js';
import { fakeClient, translationOf } from './test-support/fake-client.js';
import { jobOn, runJob } from './test-support/run-job.js';
import { book, ONE, TWO } from './test-support/sample-book.js';
import { readChapters, temporaryFolder } from './test-support/temporary-folder.js';

describe('bad input', () => {
  test('refuses a selection beyond the last chapter', async () => {
    const root = await temporaryFolder(book);

    await expect(runJob(jobOn(root, { chapters: [{ first: 3, last: 4 }] }), { client: fakeClient() })).rejects.toThrow(
      /^--chapters names 3-4, but .* has 3 chapters\.$/,
    );
  });

  test('names a chapter that is no text, and goes on with the others', async () => {
    const root = await temporaryFolder({
      'book/1.md': ONE,
      'book/2.md': Buffer.from([0x48, 0xe4, 0x74, 0x74, 0x65]),
      'book/3.md': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]),
      'book/5.md': TWO,
    });
    await symlink('nowhere', join(root, 'book/4.md'));

    const { outcome, events } = await runJob(jobOn(root), { client: fakeClient() });

    expect(outcome.type).toBe('failed');
    expect(outcome.chapters.map((chapter) => chapter.state)).toEqual(['done', 'failed', 'failed', 'failed', 'done']);
    const messages = events.flatMap((event) => (event.type === 'chapter-failed' ? [event.failure.message] : []));
    expect(messages).toEqual([
      '2.md is not valid UTF-8 text; save it as UTF-8.',
      '3.md is not text but binary data (or UTF-16; save it as UTF-8).',
      "4.md can't be read: there is no such file or folder.",
    ]);
  });

  test.each(['book', 'book/translated', 'link/translated'])('refuses the out folder %s', async (out) => {
    const root = await temporaryFolder(book);
    await symlink(join(root, 'book'), join(root, 'link'));

    await expect(runJob(jobOn(root, { out: join(root, out) }), { client: fakeClient() })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('the folder of the book') as string,
    });
  });

  test.each([
    ['nowhere', /^Can't read the folder of the book, .*nowhere: there is no such file or folder\.$/],
    ['book/chapter-1.md', /: it is a file where a folder was expected\.$/],
    ['empty', /^There are no chapters in .*empty: it has no file that ends in \.md, \.markdown, \.txt\.$/],
  ])('says what is wrong with the source %s', async (source, message) => {
    const root = await temporaryFolder({ ...book, 'empty/picture.png': '' });

    await expect(runJob(jobOn(root, { source: join(root, source) }), { client: fakeClient() })).rejects.toThrow(
      message,
    );
  });

  test('says that the out folder is a file', async () => {
    const root = await temporaryFolder({ ...book, out: 'a file' });

    await expect(runJob(jobOn(root), { client: fakeClient() })).rejects.toThrow(/^Can't make the out folder .*out: /);
  });

  test('says that the out folder may not be written', async () => {
    const root = await temporaryFolder(book);
    const files = failingFiles({ code: 'EACCES', path: /out/ });

    await expect(runJob(jobOn(root), { client: fakeClient(), files })).rejects.toThrow(/permission denied/);
  });

  test('keeps the finished chapters when the disk is full, leaves no part of one, and goes on later', async () => {
    const root = await temporaryFolder(book);
    const files = failingFiles({ code: 'ENOSPC', path: /chapter-2\.md/ });

    const full = await runJob(jobOn(root, { concurrency: 1 }), { client: fakeClient(), files });

    expect(full.outcome).toMatchObject({ type: 'stopped', stop: { kind: 'files' } });
    expect(full.outcome.stop?.message).toMatch(/^Can't write .*chapter-2\.md: the disk is full;/);
    expect(await readChapters(join(root, 'out'))).toEqual({ 'chapter-1.md': translationOf(ONE) });
    const client = fakeClient();
    const { outcome } = await runJob(jobOn(root), { client });
    expect(outcome.type).toBe('done');
    expect(client.asked.some((piece) => piece.includes('# Two'))).toBe(false);
  });

  test.runIf(existsSync('/dev/full'))('stops paying when finished pieces can not be saved', async () => {
    const root = await temporaryFolder(book);
    const client = fakeClient();
    const files: FileLayer = {
      ...systemFiles,
      open: (path, flags, mode) => systemFiles.open(String(path).endsWith('.jsonl') ? '/dev/full' : path, flags, mode),
    };

    const { outcome } = await runJob(jobOn(root, { concurrency: 1 }), { client, files });

    expect(outcome).toMatchObject({ type: 'stopped', stop: { kind: 'files' } });
    expect(outcome.stop?.message).toMatch(/^Can't save a finished piece to .*: the disk is full;/);
    expect(client.asked).toHaveLength(1);
    expect(await readChapters(join(root, 'out'))).toEqual({});
  });
});
