import type { ChapterRange } from './chapter-selection.js';
import type { ToldFailure } from './failure.js';
import type { Languages } from './prompt.js';

/** What is to be translated, and how. */
export interface BookJob extends Languages {
  /** The folder of the book. */
  readonly source: string;
  readonly out: string;
  /** `prefix/name` */
  readonly model: string;
  readonly fallbacks: readonly string[];
  /** How many pieces are under way at the same time. */
  readonly concurrency: number;
  /** Only these; all where absent. */
  readonly chapters?: readonly ChapterRange[];
  /** The longest piece, in characters. */
  readonly pieceChars: number;
}

/** How a chapter ended. `kept`: an earlier run finished it. `left`: for the next run. */
export interface ChapterOutcome {
  readonly name: string;
  readonly state: 'done' | 'kept' | 'failed' | 'left';
  readonly pieces: number;
  /** Of these, how many are translated and saved. */
  readonly saved: number;
  /** What a person should look at. */
  readonly warnings: readonly string[];
  readonly failure?: ToldFailure;
}

/** How the job ended. */
export interface BookOutcome {
  /** `stopped`: something met every piece, told in `stop`. `cancelled`: by the person in front of it. */
  readonly type: 'done' | 'failed' | 'stopped' | 'cancelled';
  readonly chapters: readonly ChapterOutcome[];
  readonly stop?: ToldFailure;
}
