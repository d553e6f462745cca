import type { ChapterOutcome } from './book-job.js';
import type { ToldFailure } from './failure.js';
import type { PlannedChapter } from './plan.js';
import type { TranslatedPiece } from './translate-piece.js';

/** How far a chapter is. */
export class ChapterProgress {
  readonly chapter: PlannedChapter;
  readonly translations = new Map<string, string>();
  readonly #warnings: string[] = [];
  #doneCount = 0;
  #state: 'left' | 'done' | 'kept' = 'left';
  #failure: ToldFailure | undefined;

  constructor(chapter: PlannedChapter) {
    this.chapter = chapter;
  }

  get isWhole(): boolean {
    return this.#doneCount === this.chapter.pieces.length;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  add(index: number, translated: TranslatedPiece): void {
    this.translations.set(this.chapter.pieces[index] ?? '', translated.text);
    this.#doneCount += 1;
    for (const warning of translated.warnings) {
      this.#warnings.push(`piece ${index + 1} of ${this.chapter.pieces.length}: ${warning}`);
    }
  }

  warn(text: string): void {
    this.#warnings.push(text);
  }

  finish(state: 'done' | 'kept'): void {
    this.#state = state;
  }

  /** @returns whether it is the first failure of the chapter, the one that is told. */
  fail(failure: ToldFailure): boolean {
    if (this.#failure !== undefined) return false;
    this.#failure = failure;
    return true;
  }

  outcome(): ChapterOutcome {
    return {
      name: this.chapter.name,
      state: this.#failure === undefined ? this.#state : 'failed',
      pieces: this.chapter.pieces.length,
      saved: this.#state === 'kept' ? this.chapter.pieces.length : this.#doneCount,
      warnings: this.#warnings,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }
}
