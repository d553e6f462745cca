import type { Clock } from 'llm-resilience';
import type { JobEvent } from '../job-events.js';

/** How far the job is, for a display. */
export interface JobNumbers {
  readonly chapters: number;
  readonly chaptersDone: number;
  readonly chaptersFailed: number;
  readonly pieces: number;
  readonly piecesDone: number;
  /** Of this run; `undefined` until there is something to measure. */
  readonly piecesPerMinute: number | undefined;
}

/** Counts what the job tells. */
export class JobView {
  readonly #clock: Clock;
  #startedElapsedMs = 0;
  #chapters = 0;
  #chaptersDone = 0;
  #chaptersFailed = 0;
  #pieces = 0;
  #saved = 0;
  #piecesDone = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hear(event: JobEvent): void {
    switch (event.type) {
      case 'job-start':
        this.#startedElapsedMs = this.#clock.elapsed();
        this.#chapters = event.chapters;
        this.#pieces = event.pieces;
        this.#saved = event.saved;
        return;
      case 'piece-done':
        this.#piecesDone += 1;
        return;
      case 'chapter-kept':
      case 'chapter-done':
        this.#chaptersDone += 1;
        return;
      case 'chapter-failed':
        this.#chaptersFailed += 1;
        return;
      case 'job-stop':
      case 'note':
        return;
      default:
        event satisfies never;
    }
  }

  numbers(): JobNumbers {
    const minutes = (this.#clock.elapsed() - this.#startedElapsedMs) / 60_000;
    // Saved pieces take no time; counting them would promise a speed that never comes.
    const fresh = this.#piecesDone - this.#saved;
    return {
      chapters: this.#chapters,
      chaptersDone: this.#chaptersDone,
      chaptersFailed: this.#chaptersFailed,
      pieces: this.#pieces,
      piecesDone: this.#piecesDone,
      piecesPerMinute: fresh > 0 && minutes > 0 ? fresh / minutes : undefined,
    };
  }
}
