import { ERROR_KINDS, isLlmError } from 'llm-resilience';
import { UserError } from './user-error.js';

/** What a failed piece means for the others. */
export type Consequence = 'fail-chapter' | 'stop-job' | 'finish-and-leave-rest';

/** So many pieces in a row that fail for lack of a good connection or server: nothing gets through any more. */
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
    if (!isLlmError(error)) return error instanceof TypeError ? 'stop-job' : 'fail-chapter';
    if (error.kind === 'cancelled') return 'finish-and-leave-rest';
    // A limit, a dead model, a refused key: whatever is wider than the request meets every other piece too.
    if (error.classification.scope !== 'request') return 'stop-job';
    if (!ERROR_KINDS[error.kind].waitHelps || error.kind === 'invalid-response') return 'fail-chapter';
    this.#lostInARow += 1;
    return this.#lostInARow >= MAX_LOST_IN_A_ROW ? 'stop-job' : 'fail-chapter';
  }
}
