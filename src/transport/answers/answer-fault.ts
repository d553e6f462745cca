import { AttemptFailure } from '../../core/attempt-failure.js';
import type { FailureCode } from '../../core/failure-codes.js';

/** A fault that was found in an answer of a success status; the classifier reads `code`. */
export function answerFault(code: FailureCode, message: string, cause?: unknown): AttemptFailure {
  const failure = { name: 'AnswerFault', message, code, status: 200 };
  return new AttemptFailure(failure, cause ?? failure);
}
