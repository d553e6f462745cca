import { join } from 'node:path';
import type { BookJob, BookOutcome } from './book-job.js';
import type { Display } from './display/display.js';
import { jobEventLine } from './display/event-lines.js';
import { JobView } from './display/job-view.js';
import { openDisplay, type DisplayOptions } from './display/open-display.js';
import { explainFileError } from './file-error.js';
import type { FileLayer } from './file-layer.js';
import type { JobEvent } from './job-events.js';
import { reportLines } from './report-text.js';
import { createReport, type Report } from './report.js';
import { Tally } from './tally.js';
import { translateBook } from './translate-book.js';
import { writeWhole } from './write-whole.js';

/** What the program runs on. */
export interface ProgramTools extends Omit<DisplayOptions, 'view'> {
  readonly files: FileLayer;
  /** Ends the job at once when aborted. */
  readonly signal: AbortSignal;
  /** The command that goes on after a stop. */
  readonly goOn: string;
  /** Hears what the job tells, after the display; may say more on it. */
  readonly onJobEvent?: (event: JobEvent, display: Display) => void;
}

/** How a run ended, for the shell and for a person. */
export interface ProgramEnd {
  readonly exitCode: number;
  /** The report, line by line. */
  readonly lines: readonly string[];
}

const EXIT_CODES = { done: 0, failed: 1, stopped: 1, cancelled: 130 } as const satisfies Record<
  BookOutcome['type'],
  number
>;

/**
 * Translates a book in front of a person, and stores the report.
 * @throws UserError and UsageError as the job.
 */
export async function runProgram(job: BookJob, tools: ProgramTools): Promise<ProgramEnd> {
  const { client, clock, files, signal } = tools;
  const tally = new Tally(client);
  const view = new JobView(clock);
  const startedAt = clock.now();
  const display = openDisplay({ ...tools, view });
  const tell = (event: JobEvent): void => {
    view.hear(event);
    const line = jobEventLine(event, clock.now());
    if (line === undefined) display.refresh();
    else display.line(line);
    tools.onJobEvent?.(event, display);
  };
  let outcome: BookOutcome;
  try {
    outcome = await translateBook(job, { client, files, signal, tell });
  } finally {
    display.close();
  }
  const report = createReport({ outcome, totals: tally.totals(), startedAt, endedAt: clock.now() });
  const stored = await storeReport(report, join(job.out, 'report.json'), files);
  const lines = reportLines(report, { outcome, now: clock.now(), goOn: tools.goOn });
  return { exitCode: EXIT_CODES[outcome.type], lines: ['', ...lines, stored] };
}

async function storeReport(report: Report, path: string, files: FileLayer): Promise<string> {
  try {
    await writeWhole(files, path, `${JSON.stringify(report, undefined, 2)}\n`);
    return `Report    ${path}`;
  } catch (error) {
    // The chapters matter, and they are where they should be: the exit code stays theirs.
    return `Report    could not be written to ${path}: ${explainFileError(error)}.`;
  }
}
