import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeClient, translationOf } from './test-support/fake-client.js';
import { jobOn, runJob } from './test-support/run-job.js';
import { book, LONG, ONE } from './test-support/sample-book.js';
import { readChapters, temporaryFolder } from './test-support/temporary-folder.js';

describe('translateBook', () => {
  test('writes every chapter whole, in its own line ends, and its code untouched', async () => {
    const root = await temporaryFolder(book);
    const client = fakeClient();

    const { outcome } = await runJob(jobOn(root), { client });

    expect(outcome.type).toBe('done');
    expect(await readChapters(join(root, 'out'))).toEqual({
      'chapter-1.md': translationOf(ONE),
      'chapter-2.md': '# Twox\r\n\r\nThex secondx chapterx.\r\n\r\n```\r\ncode stays\r\n```\r\n',
      'chapter-10.txt': translationOf(LONG),
    });
  });

  test('asks for the chapters in their natural order', async () => {
    const root = await temporaryFolder(book);
    const client = fakeClient();

    const { outcome } = await runJob(jobOn(root, { concurrency: 1 }), { client });

    expect(outcome.chapters.map((chapter) => chapter.name)).toEqual(['chapter-1.md', 'chapter-2.md', 'chapter-10.txt']);
    expect(client.asked.slice(0, 2)).toEqual([ONE.trim(), '# Two\n\nThe second chapter.']);
  });

  test('translates the selected chapters only', async () => {
    const root = await temporaryFolder(book);

    await runJob(jobOn(root, { chapters: [{ first: 2, last: 2 }] }), { client: fakeClient() });

    expect(Object.keys(await readChapters(join(root, 'out')))).toEqual(['chapter-2.md']);
  });

  test('never has more requests under way than it may', async () => {
    const root = await temporaryFolder(book);
    let underWay = 0;
    let most = 0;
    const client = fakeClient(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return undefined;
    });

    await runJob(jobOn(root, { concurrency: 3 }), { client });

    expect(most).toBe(3);
  });

  test('asks for nothing again when all is done, and leaves what a person corrected', async () => {
    const root = await temporaryFolder(book);
    await runJob(jobOn(root), { client: fakeClient() });
    await writeFile(join(root, 'out/chapter-1.md'), 'Corrected by hand.');
    const client = fakeClient();

    const { outcome } = await runJob(jobOn(root), { client });

    expect(client.asked).toEqual([]);
    expect(outcome.chapters.map((chapter) => chapter.state)).toEqual(['kept', 'kept', 'kept']);
    expect(await readFile(join(root, 'out/chapter-1.md'), 'utf8')).toBe('Corrected by hand.');
  });

  test('notices a chapter that changed, and asks for its changed pieces only', async () => {
    const root = await temporaryFolder(book);
    await runJob(jobOn(root), { client: fakeClient() });
    const changed = LONG.replace('Paragraph 5', 'Paragraph five');
    await writeFile(join(root, 'book/chapter-10.txt'), changed);
    const client = fakeClient();

    const { outcome } = await runJob(jobOn(root), { client });

    expect(outcome.chapters.map((chapter) => chapter.state)).toEqual(['kept', 'kept', 'done']);
    expect(client.asked).toHaveLength(1);
    expect(client.asked[0]).toContain('Paragraph five');
    expect((await readChapters(join(root, 'out')))['chapter-10.txt']).toBe(translationOf(changed));
  });

  test('keeps a file that it did not write before it takes its name', async () => {
    const root = await temporaryFolder({ ...book, 'out/chapter-1.md': 'Written by somebody else.' });

    const { outcome } = await runJob(jobOn(root), { client: fakeClient() });

    const [warning] = outcome.chapters[0]?.warnings ?? [];
    const kept = warning?.replace('the file that was there is kept as ', '') ?? '';
    expect(await readFile(kept, 'utf8')).toBe('Written by somebody else.');
    expect((await readChapters(join(root, 'out')))['chapter-1.md']).toBe(translationOf(ONE));
  });

  test('keeps a byte order mark and writes an empty chapter', async () => {
    const root = await temporaryFolder({ 'book/1.md': `\uFEFF${ONE}`, 'book/2.md': '', 'book/3.md': '* * *\n' });

    await runJob(jobOn(root), { client: fakeClient() });

    expect(await readChapters(join(root, 'out'))).toEqual({
      '1.md': `\uFEFF${translationOf(ONE)}`,
      '2.md': '',
      '3.md': '* * *\n',
    });
  });

  test('recognises a chapter that was written just before the program was killed', async () => {
    const root = await temporaryFolder(book);
    await runJob(jobOn(root), { client: fakeClient() });
    const checkpoint = join(root, 'out/.translate-book/pieces.jsonl');
    const records = (await readFile(checkpoint, 'utf8')).split('\n');
    await writeFile(checkpoint, records.filter((line) => !line.includes('"type":"chapter"')).join('\n'));
    const before = await stat(join(root, 'out/chapter-1.md'));
    const client = fakeClient();

    const { outcome } = await runJob(jobOn(root), { client });

    expect(outcome.chapters.map(({ state, warnings }) => [state, warnings])).toEqual(Array(3).fill(['done', []]));
    expect(client.asked).toEqual([]);
    expect((await stat(join(root, 'out/chapter-1.md'))).ino).toBe(before.ino);
  });
});
