import type { FailureCode } from './failure-codes.js';
import type { FinishReason } from './reply.js';

/** What an answer without any text is called. @internal */
export function emptyFault(
  finishReason: FinishReason,
  told: string = finishReason,
): { readonly code: FailureCode; readonly message: string } {
  return finishReason === 'length'
    ? { code: 'EMPTY_CUT', message: 'The answer was cut at its longest output before its first word.' }
    : { code: 'EMPTY_ANSWER', message: `The answer has no text (finish reason: ${told}).` };
}
