import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemFiles, type FileLayer } from './file-layer.js';
import { failingFiles } from './test-support/failing-files.js';
import { fakeClient, llmError, translationOf } from './test-support/fake-client.js';
import { jobOn, runJob } from './test-support/run-job.js';
import { readChapters, temporaryFolder } from './test-support/temporary-folder.js';

const ONE = '# One\n\nThe first chapter, with ***emphasis*** and a few words more than forty letters.\n';
const TWO = '# Two\r\n\r\nThe second chapter.\r\n\r\n```\r\ncode stays\r\n```\r\n';
const LONG = Array.from(
  { length: 6 },
  (_, index) => `Paragraph ${index} ${'has some more words '.repeat(8)}here.`,
).join('\n\n');

const book = { 'book/chapter-1.md': ONE, 'book/chapter-2.md': TWO, 'book/chapter-10.txt': LONG };

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

  test('refuses a selection beyond the last chapter', async () => {
    const root = await temporaryFolder(book);

    await expect(runJob(jobOn(root, { chapters: [{ first: 3, last: 4 }] }), { client: fakeClient() })).rejects.toThrow(
      /^--chapters names 3-4, but .* has 3 chapters\.$/,
    );
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

  test('halves a piece whose answer was cut off, and never writes the cut answer', async () => {
    const root = await temporaryFolder({ 'book/1.md': LONG });
    const client = fakeClient((piece) => (piece.length > 200 ? { text: 'Cut', finishReason: 'length' } : undefined));

    const { outcome } = await runJob(jobOn(root, { pieceChars: 800 }), { client });

    expect(outcome.type).toBe('done');
    expect(await readChapters(join(root, 'out'))).toEqual({ '1.md': translationOf(LONG) });
  });

  test('does not pay again for an answer that is known to be cut off', async () => {
    const root = await temporaryFolder({ 'book/1.md': LONG });
    const quit = new AbortController();
    const cutting = fakeClient((piece) => {
      if (piece.length > 700) return { finishReason: 'length' };
      quit.abort(new Error('enough'));
      return undefined;
    });
    await runJob(jobOn(root, { pieceChars: 2_000, concurrency: 1 }), { client: cutting, signal: quit.signal });
    const client = fakeClient();

    await runJob(jobOn(root, { pieceChars: 2_000 }), { client });

    expect(client.asked.filter((piece) => piece.length > 700)).toEqual([]);
    expect(await readChapters(join(root, 'out'))).toEqual({ '1.md': translationOf(LONG) });
  });

  test('gives a piece up that is cut off however small it is, and writes nothing of its chapter', async () => {
    const root = await temporaryFolder(book);
    const client = fakeClient((piece) => (piece.includes('Paragraph 3') ? { finishReason: 'length' } : undefined));

    const { outcome } = await runJob(jobOn(root), { client });

    expect(outcome.type).toBe('failed');
    expect(outcome.chapters.map((chapter) => chapter.state)).toEqual(['done', 'done', 'failed']);
    expect(outcome.chapters[2]?.failure).toMatchObject({ kind: 'bad-translation' });
    expect(Object.keys(await readChapters(join(root, 'out')))).toEqual(['chapter-1.md', 'chapter-2.md']);
  });

  test('asks three times for a text that comes back untranslated, and never writes it', async () => {
    const root = await temporaryFolder({ 'book/1.md': ONE, 'book/2.md': TWO });
    const client = fakeClient((piece) => (piece.includes('# One') ? piece : undefined));

    const { outcome } = await runJob(jobOn(root), { client });

    expect(client.asked.filter((piece) => piece.includes('# One'))).toHaveLength(3);
    expect(outcome.chapters.map((chapter) => chapter.state)).toEqual(['failed', 'done']);
    expect(Object.keys(await readChapters(join(root, 'out')))).toEqual(['2.md']);
  });

  test('halves a piece that is too long for the context of the model', async () => {
    const root = await temporaryFolder({ 'book/1.md': LONG });
    const client = fakeClient((piece) => (piece.length > 400 ? llmError('context-length') : undefined));

    const { outcome } = await runJob(jobOn(root, { pieceChars: 1_000 }), { client });

    expect(outcome.type).toBe('done');
    expect(await readChapters(join(root, 'out'))).toEqual({ '1.md': translationOf(LONG) });
  });

  test('fails one chapter for an error of one request, and goes on with the others', async () => {
    const root = await temporaryFolder(book);
    const client = fakeClient((piece) => (piece.includes('# One') ? llmError('content-filter') : undefined));

    const { outcome, events } = await runJob(jobOn(root), { client });

    expect(outcome.type).toBe('failed');
    expect(outcome.chapters.map((chapter) => chapter.state)).toEqual(['failed', 'done', 'done']);
    expect(events.filter((event) => event.type === 'chapter-failed')).toHaveLength(1);
  });

  test('stops at once, with one message, for a limit that meets every piece', async () => {
    const root = await temporaryFolder(book);
    const client = fakeClient((piece, asked) => {
      if (asked === 1) return undefined;
      return asked === 2
        ? llmError('daily-limit', { scope: 'project+model', resetsAt: 1_900_000_000_000 })
        : new Promise(() => {}); // Parked for ever: only the abort ends it.
    });

    const { outcome, events } = await runJob(jobOn(root, { concurrency: 4 }), { client });

    expect(outcome).toMatchObject({ type: 'stopped', stop: { kind: 'daily-limit', resetsAt: 1_900_000_000_000 } });
    expect(events.filter((event) => event.type === 'job-stop' || event.type === 'chapter-failed')).toHaveLength(1);
    expect(outcome.chapters.map((chapter) => chapter.state)).toEqual(['done', 'left', 'left']);
    expect(client.asked).toHaveLength(4);
  });

  test('stops when nothing gets through three times in a row', async () => {
    const root = await temporaryFolder(book);
    const client = fakeClient(() => llmError('network'));

    const { outcome } = await runJob(jobOn(root, { concurrency: 1 }), { client });

    expect(outcome.type).toBe('stopped');
    expect(client.asked).toHaveLength(3);
  });

  test('leaves the rest for later when its wait is cancelled, and finishes what is under way', async () => {
    const root = await temporaryFolder(book);
    const client = fakeClient(async (piece) => {
      if (piece.includes('# One')) return llmError('cancelled');
      await new Promise((resolve) => setImmediate(resolve));
      return undefined;
    });

    const { outcome } = await runJob(jobOn(root), { client });

    expect(outcome.type).toBe('cancelled');
    expect(outcome.chapters.map((chapter) => chapter.state)).toEqual(['left', 'done', 'left']);
  });

  test('goes on after a quit where it was, and pays for nothing twice', async () => {
    const root = await temporaryFolder(book);
    const quit = new AbortController();
    const first = fakeClient((_, asked) => {
      if (asked === 4) quit.abort(new Error('enough'));
      return undefined;
    });
    const stopped = await runJob(jobOn(root, { concurrency: 1 }), { client: first, signal: quit.signal });
    const second = fakeClient();

    const { outcome, events } = await runJob(jobOn(root), { client: second });

    expect(stopped.outcome.type).toBe('cancelled');
    expect(outcome.type).toBe('done');
    expect(events.find((event) => event.type === 'job-start')).toMatchObject({ saved: 1 });
    const saved = first.asked.slice(0, 3);
    expect(second.asked.filter((piece) => saved.includes(piece))).toEqual([]);
    expect(new Set([...saved, ...second.asked]).size).toBe(saved.length + second.asked.length);
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

  test('keeps a byte order mark and writes an empty chapter', async () => {
    const root = await temporaryFolder({ 'book/1.md': `\uFEFF${ONE}`, 'book/2.md': '', 'book/3.md': '* * *\n' });

    await runJob(jobOn(root), { client: fakeClient() });

    expect(await readChapters(join(root, 'out'))).toEqual({
      '1.md': `\uFEFF${translationOf(ONE)}`,
      '2.md': '',
      '3.md': '* * *\n',
    });
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
