import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeClient, llmError, translationOf } from './test-support/fake-client.js';
import { jobOn, runJob } from './test-support/run-job.js';
import { book, LONG, ONE, TWO } from './test-support/sample-book.js';
import { readChapters, temporaryFolder } from './test-support/temporary-folder.js';

describe('an answer that can not be used', () => {
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
});
