import type { BookOutcome, ChapterOutcome } from './book-job.js';
import { withoutWords, type Failure } from './failure.js';
import type { Cost, Totals, WaitCost } from './tally.js';

/** What a run did and cost, as it is stored: without a key, a prompt or a text. */
export interface Report {
  readonly version: 1;
  readonly outcome: BookOutcome['type'];
  /** ISO 8601 */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly chapters: Readonly<Record<'total' | ChapterOutcome['state'], number>>;
  readonly attempts: Cost;
  readonly waits: WaitCost & { readonly byKind: Readonly<Record<string, WaitCost>> };
  readonly byModel: Readonly<Record<string, Cost>>;
  readonly byKey: Readonly<Record<string, Cost>>;
  /** Why the whole job ended early. */
  readonly stop?: Failure;
  readonly list: readonly ReportedChapter[];
}

interface ReportedChapter extends Omit<ChapterOutcome, 'failure'> {
  readonly failure?: Failure;
}

/** Puts the report together. */
export function createReport(run: {
  readonly outcome: BookOutcome;
  readonly totals: Totals;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}): Report {
  const { outcome, totals } = run;
  const count = (state: ChapterOutcome['state']): number =>
    outcome.chapters.filter((chapter) => chapter.state === state).length;
  return {
    version: 1,
    outcome: outcome.type,
    startedAt: new Date(run.startedAt).toISOString(),
    endedAt: new Date(run.endedAt).toISOString(),
    chapters: {
      total: outcome.chapters.length,
      done: count('done'),
      kept: count('kept'),
      failed: count('failed'),
      left: count('left'),
    },
    attempts: totals.all,
    waits: { ...totals.waits, byKind: Object.fromEntries(totals.waitsByKind) },
    byModel: Object.fromEntries(totals.byModel),
    byKey: Object.fromEntries(totals.byKey),
    ...(outcome.stop === undefined ? {} : { stop: withoutWords(outcome.stop) }),
    list: outcome.chapters.map(({ failure, ...chapter }) => ({
      ...chapter,
      ...(failure === undefined ? {} : { failure: withoutWords(failure) }),
    })),
  };
}
