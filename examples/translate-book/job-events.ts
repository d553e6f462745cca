import type { ToldFailure } from './failure.js';

/** What the job tells while it works. */
export type JobEvent =
  | {
      readonly type: 'job-start';
      /** Chapters of this run. */
      readonly chapters: number;
      /** Pieces of all of them, those of finished chapters excepted. */
      readonly pieces: number;
      /** Pieces among them that an earlier run saved. */
      readonly saved: number;
    }
  | { readonly type: 'piece-done'; readonly chapter: string }
  | { readonly type: 'chapter-kept'; readonly chapter: string }
  | { readonly type: 'chapter-done'; readonly chapter: string; readonly warnings: number }
  | { readonly type: 'chapter-failed'; readonly chapter: string; readonly failure: ToldFailure }
  /** The whole job ends early: said once, however many pieces it concerns. */
  | { readonly type: 'job-stop'; readonly failure: ToldFailure }
  | { readonly type: 'note'; readonly text: string };

/** Hears of every event. */
export type JobListener = (event: JobEvent) => void;
