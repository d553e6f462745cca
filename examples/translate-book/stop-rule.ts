import { isLlmError } from 'llm-resilience';
import { BadTranslation } from './failure.js';
import { UserError } from './user-error.js';

/** What a failed piece means for the others. */
export type Consequence = 'fail-chapter' | 'stop-job' | 'finish-and-leave-rest';

/** So many lost pieces in a row, and none that came through between them: it isn't the pieces. */
const MAX_LOST_IN_A_ROW = 3;

/** Decides what a failed piece means for the rest of the book. */
export class StopRule {
  #lostInARow = 0;

  succeeded(): void {
    this.#lostInARow = 0;
  }

  failed(error: unknown): Consequence {
    // A disk that refuses: translating on would pay for what can't be saved.
    if (error instanceof UserError) return 'stop-job';
    if (isLlmError(error)) {
      if (error.kind === 'cancelled') return 'finish-and-leave-rest';
      // A limit, a dead model, a refused key: whatever is wider than the request meets every other piece too.
      if (error.classification.scope !== 'request') return 'stop-job';
      // The text itself is to blame; its neighbours may be fine.
      if (error.kind === 'content-filter') return 'fail-chapter';
    } else if (!(error instanceof BadTranslation)) {
      return 'stop-job';
    }
    this.#lostInARow += 1;
    return this.#lostInARow >= MAX_LOST_IN_A_ROW ? 'stop-job' : 'fail-chapter';
  }
}
