import { describe, expect, test } from 'vitest';
import { fakeClient, llmError } from './test-support/fake-client.js';
import { jobOn, runJob } from './test-support/run-job.js';
import { book } from './test-support/sample-book.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

describe('a job that ends early', () => {
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

    const { outcome, events } = await runJob(jobOn(root), { client });

    expect(outcome.type).toBe('cancelled');
    expect(events.filter((event) => event.type === 'note')).toHaveLength(1);
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
});
