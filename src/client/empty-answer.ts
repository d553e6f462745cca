import { AttemptFailure } from '../core/attempt-failure.js';
import type { Usage } from '../core/reply.js';

/** The failure of an answer that ended properly and has no text; its tokens are used all the same. */
export function emptyAnswer(usage: Usage): AttemptFailure {
  const failure = { name: 'Error', message: 'The answer is empty.', code: 'EMPTY_ANSWER' };
  return new AttemptFailure(failure, failure, usage);
}
