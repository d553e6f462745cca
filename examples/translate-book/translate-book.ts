import type { BookClient } from './book-client.js';
import type { BookJob, BookOutcome } from './book-job.js';
import { BookRun } from './book-run.js';
import { rangesBeyond, selectChapters } from './chapter-selection.js';
import { listChapters, readChapter } from './chapters.js';
import { Checkpoint } from './checkpoint.js';
import type { FileLayer } from './file-layer.js';
import type { JobListener } from './job-events.js';
import { acquireLock } from './lock.js';
import { prepareOutFolder } from './out-folder.js';
import { UsageError } from './user-error.js';

/** What the job works with. */
export interface BookTools {
  readonly client: BookClient;
  readonly files: FileLayer;
  /** Aborting it ends the job at once; what is saved stays saved. */
  readonly signal: AbortSignal;
  readonly tell: JobListener;
}

/**
 * Translates the chapters of a folder. Every chapter in the out folder is whole; all else is in the checkpoint, from
 * which the next run with the same job goes on.
 * @throws UserError where the folders can't be used; UsageError where a selected chapter isn't there.
 */
export async function translateBook(job: BookJob, tools: BookTools): Promise<BookOutcome> {
  const { files } = tools;
  const names = await listChapters(files, job.source);
  const missing = rangesBeyond(names.length, job.chapters ?? []);
  if (missing.length > 0) {
    throw new UsageError([`--chapters names ${missing.join(', ')}, but ${job.source} has ${names.length} chapters.`]);
  }
  const work = await prepareOutFolder(files, job);
  const lock = await acquireLock(files, work);
  try {
    const checkpoint = await Checkpoint.open(files, work);
    try {
      const selected = job.chapters === undefined ? names : selectChapters(names, job.chapters);
      const chapters = await Promise.all(selected.map((name) => readChapter(files, job.source, name)));
      return await new BookRun(job, { ...tools, checkpoint, work }).run(chapters);
    } finally {
      await checkpoint.close();
    }
  } finally {
    await lock.release();
  }
}
