import { AttemptFailure } from '../../core/attempt-failure.js';
import { emptyFault } from '../../core/empty-fault.js';
import type { FinishReason, Usage } from '../../core/reply.js';

/** The failure of an answer that ended properly and has no text; its tokens are used all the same. */
export function emptyAnswer({
  finishReason,
  usage,
}: {
  readonly finishReason: FinishReason;
  readonly usage: Usage;
}): AttemptFailure {
  const failure = { name: 'Error', ...emptyFault(finishReason) };
  return new AttemptFailure(failure, failure, usage);
}
