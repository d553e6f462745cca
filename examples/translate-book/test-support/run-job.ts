import { join } from 'node:path';
import type { BookClient } from '../book-client.js';
import type { BookJob, BookOutcome } from '../book-job.js';
import { systemFiles, type FileLayer } from '../file-layer.js';
import type { JobEvent } from '../job-events.js';
import { translateBook } from '../translate-book.js';

/** A job on folders of a test. */
export function jobOn(root: string, changes: Partial<BookJob> = {}): BookJob {
  return {
    source: join(root, 'book'),
    out: join(root, 'out'),
    from: 'en',
    to: 'de',
    model: 'fake/model',
    fallbacks: [],
    concurrency: 2,
    pieceChars: 200,
    ...changes,
  };
}

/** Runs a job and gathers what it tells. */
export async function runJob(
  job: BookJob,
  tools: {
    readonly client: BookClient;
    readonly files?: FileLayer;
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: JobEvent) => void;
  },
): Promise<{ readonly outcome: BookOutcome; readonly events: readonly JobEvent[] }> {
  const events: JobEvent[] = [];
  const outcome = await translateBook(job, {
    client: tools.client,
    files: tools.files ?? systemFiles,
    signal: tools.signal ?? new AbortController().signal,
    tell(event) {
      events.push(event);
      tools.onEvent?.(event);
    },
  });
  return { outcome, events };
}
