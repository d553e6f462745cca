import { classify } from '../../classify/classify.js';
import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Classification } from '../../core/classification.js';
import { isLlmError } from '../../core/error.js';
import { LATEST_DATE_MS } from '../../core/shown-date.js';

/** Classifies what an attempt threw. A task that uses a client of ours itself has its error classified already; a reset that is no time is none. */
export function classifyAttempt(error: unknown, context: Parameters<typeof classify>[1]): Classification {
  const failure = error instanceof AttemptFailure ? error.failure : error;
  const classification = isLlmError(failure) ? failure.classification : classify(failure, context);
  const { resetsAt } = classification;
  if (resetsAt === undefined || (resetsAt >= 0 && resetsAt <= LATEST_DATE_MS)) return classification;
  return { ...classification, resetsAt: undefined, resetSource: undefined };
}
