import type { BookJob, BookOutcome, ChapterOutcome } from './book-job.js';
import { ChapterProgress } from './chapter-progress.js';
import type { Chapter } from './chapters.js';
import type { Checkpoint } from './checkpoint.js';
import { toFailure, type ToldFailure } from './failure.js';
import { countSaved, planChapter } from './plan.js';
import { StopRule } from './stop-rule.js';
import type { BookTools } from './translate-book.js';
import { translatePiece } from './translate-piece.js';
import { runWorkers } from './workers.js';
import { isFinished, writeChapter } from './write-chapter.js';

interface Task {
  readonly progress: ChapterProgress;
  readonly index: number;
}

type RunTools = BookTools & { readonly checkpoint: Checkpoint; readonly work: string };

/** One run of a job: its queue of pieces, and how it ends. */
export class BookRun {
  readonly #job: BookJob;
  readonly #tools: RunTools;
  readonly #stopRule = new StopRule();
  readonly #stopper = new AbortController();
  #stop: ToldFailure | undefined;
  #leavesRest = false;

  constructor(job: BookJob, tools: RunTools) {
    this.#job = job;
    this.#tools = tools;
  }

  async run(chapters: readonly Chapter[]): Promise<BookOutcome> {
    const planned = await this.#plan(chapters);
    const outcomes = (): readonly ChapterOutcome[] =>
      planned.map((item) => (item instanceof ChapterProgress ? item.outcome() : item));
    const open = planned
      .filter((item) => item instanceof ChapterProgress)
      .filter((item) => item.outcome().state === 'left');
    this.#tellStart(planned.length, open);
    const signal = AbortSignal.any([this.#tools.signal, this.#stopper.signal]);
    // A chapter with nothing to translate in it is whole before anything is asked.
    for (const progress of open) if (progress.isWhole) await this.#write(progress);
    await runWorkers({
      tasks: open.flatMap((progress) => progress.chapter.pieces.map((_, index): Task => ({ progress, index }))),
      concurrency: this.#job.concurrency,
      goesOn: () => !signal.aborted && !this.#leavesRest,
      work: (task) => this.#translate(task, signal),
    });
    return {
      type: this.#outcomeType(outcomes()),
      chapters: outcomes(),
      ...(this.#stop === undefined ? {} : { stop: this.#stop }),
    };
  }

  async #plan(chapters: readonly Chapter[]): Promise<readonly (ChapterProgress | ChapterOutcome)[]> {
    const planned: (ChapterProgress | ChapterOutcome)[] = [];
    for (const chapter of chapters) {
      if (chapter.type === 'unreadable') {
        const failure: ToldFailure = {
          kind: 'unreadable-chapter',
          message: `${chapter.name} ${chapter.problem}.`,
          advice: 'Put it right and run the same command again.',
        };
        this.#tools.tell({ type: 'chapter-failed', chapter: chapter.name, failure });
        planned.push({ name: chapter.name, state: 'failed', pieces: 0, saved: 0, warnings: [], failure });
        continue;
      }
      const progress = new ChapterProgress(
        planChapter(chapter, { identity: this.#job, pieceChars: this.#job.pieceChars }),
      );
      if (await isFinished(progress.chapter, this.#output())) {
        progress.finish('kept');
        this.#tools.tell({ type: 'chapter-kept', chapter: chapter.name });
      }
      planned.push(progress);
    }
    return planned;
  }

  #tellStart(chapters: number, open: readonly ChapterProgress[]): void {
    const { checkpoint, tell } = this.#tools;
    const isSaved = (key: string): boolean => checkpoint.piece(key) !== undefined;
    const sum = (count: (progress: ChapterProgress) => number): number =>
      open.reduce((total, progress) => total + count(progress), 0);
    tell({
      type: 'job-start',
      chapters,
      pieces: sum((progress) => progress.chapter.pieces.length),
      saved: sum((progress) => countSaved(progress.chapter, { identity: this.#job, isSaved })),
    });
  }

  async #translate({ progress, index }: Task, signal: AbortSignal): Promise<void> {
    try {
      const translated = await translatePiece(progress.chapter.pieces[index] ?? '', {
        client: this.#tools.client,
        checkpoint: this.#tools.checkpoint,
        identity: this.#job,
        fallbacks: this.#job.fallbacks,
        chapter: progress.chapter.name,
        signal,
      });
      this.#stopRule.succeeded();
      progress.add(index, translated);
      this.#tools.tell({ type: 'piece-done', chapter: progress.chapter.name });
    } catch (error) {
      // The job has ended already, and said why.
      if (!signal.aborted) this.#fail(progress, error);
      return;
    }
    if (progress.isWhole) await this.#write(progress);
  }

  async #write(progress: ChapterProgress): Promise<void> {
    const { tell } = this.#tools;
    try {
      const moved = await writeChapter(progress.chapter, progress.translations, this.#output());
      if (moved !== undefined) {
        progress.warn(`the file that was there is kept as ${moved}`);
        tell({
          type: 'note',
          text: `${progress.chapter.name} was there and not written by this program: kept as ${moved}.`,
        });
      }
      progress.finish('done');
      tell({ type: 'chapter-done', chapter: progress.chapter.name, warnings: progress.warnings.length });
    } catch (error) {
      this.#fail(progress, error);
    }
  }

  #fail(progress: ChapterProgress, error: unknown): void {
    const failure = toFailure(error);
    const consequence = this.#stopRule.failed(error);
    switch (consequence) {
      case 'fail-chapter':
        if (progress.fail(failure)) {
          this.#tools.tell({ type: 'chapter-failed', chapter: progress.chapter.name, failure });
        }
        return;
      case 'finish-and-leave-rest':
        if (!this.#leavesRest) {
          this.#tools.tell({
            type: 'note',
            text: 'The wait was cancelled: what is under way is finished, the rest is left for the next run.',
          });
        }
        this.#leavesRest = true;
        return;
      case 'stop-job':
        if (this.#stop !== undefined) return;
        this.#stop = failure;
        this.#tools.tell({ type: 'job-stop', failure });
        this.#stopper.abort(error);
        return;
      default:
        consequence satisfies never;
    }
  }

  #outcomeType(chapters: readonly ChapterOutcome[]): BookOutcome['type'] {
    if (chapters.every((chapter) => chapter.state === 'done' || chapter.state === 'kept')) return 'done';
    if (this.#stop !== undefined) return 'stopped';
    return this.#tools.signal.aborted || this.#leavesRest ? 'cancelled' : 'failed';
  }

  #output(): Parameters<typeof isFinished>[1] {
    const { files, checkpoint, work } = this.#tools;
    return { files, checkpoint, work, out: this.#job.out };
  }
}
