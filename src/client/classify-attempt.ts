import { classify } from '../classify/classify.js';
import { AttemptFailure } from '../core/attempt-failure.js';
import type { Classification } from '../core/classification.js';
import { isLlmError } from '../core/error.js';

/** Classifies what an attempt threw. A task that uses a client of ours itself has its error classified already. */
export function classifyAttempt(error: unknown, context: Parameters<typeof classify>[1]): Classification {
  const failure = error instanceof AttemptFailure ? error.failure : error;
  return isLlmError(failure) ? failure.classification : classify(failure, context);
}
