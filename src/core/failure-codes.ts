import type { ErrorKind } from './error-kinds.js';
import type { RuleAnswers } from './error-rule.js';

/**
 * Faults that no server and no SDK reports: adapters find them in answers that arrived with HTTP 200. Each is thrown
 * as a failure `{ name, message, code }`, and the classifier reads `code` for every provider alike.
 * @internal
 */
export const FAILURE_CODES = {
  /** A whole answer without any text. */
  EMPTY_ANSWER: { kind: 'invalid-response' },
  /** None, since its longest output was used up by thoughts. These differ from try to try, so another one may leave room. */
  EMPTY_CUT: {
    kind: 'invalid-response',
    advice: 'Raise `maxOutputTokens`, or have the model think less (`reasoning`): thoughts count as output.',
  },
  /** The stream ended, but not properly: nobody knows what is missing. */
  STREAM_WITHOUT_END: { kind: 'invalid-response' },
  /** A success status with a body that is no answer: broken JSON, a web page, another shape. */
  UNREADABLE_ANSWER: { kind: 'invalid-response' },
  /** The answer is no JSON, or not of the form that was asked for. */
  OUTPUT_MISMATCH: {
    kind: 'invalid-response',
    advice:
      'Look at `invalidOutput` of the error; then make the schema simpler or the prompt clearer, or try another model.',
  },
  /** It is none because it was cut at the longest output: the next one would be cut, too. */
  OUTPUT_CUT: {
    kind: 'invalid-response',
    retryable: false,
    advice: 'Raise `maxOutputTokens`, ask for less at once, or have the model think less: thoughts count as output.',
  },
  /** A function of the schema threw, which is no verdict on the answer: the next one would meet the same fault. */
  OUTPUT_CHECK_THREW: {
    kind: 'invalid-response',
    retryable: false,
    advice: 'Mend the schema: `cause` is what it threw.',
  },
  /** The provider withheld the answer. */
  CONTENT_BLOCKED: { kind: 'content-filter' },
  /** The server cut the prompt in silence and answered the rest. */
  PROMPT_CUT: { kind: 'context-length' },
} as const satisfies Record<string, RuleAnswers & { readonly kind: ErrorKind }>;

/** The name of a fault that an adapter found in an answer. @internal */
export type FailureCode = keyof typeof FAILURE_CODES;
