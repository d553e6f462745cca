import { AttemptFailure } from '../core/attempt-failure.js';

/** The failure of an answer that ended properly and has no text. */
export function emptyAnswer(): AttemptFailure {
  return new AttemptFailure({ name: 'Error', message: 'The answer is empty.', code: 'EMPTY_ANSWER' });
}
