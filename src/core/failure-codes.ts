import type { ErrorKind } from './error-kinds.js';

/**
 * Faults that no server and no SDK reports: adapters find them in answers that arrived with HTTP 200. Each is thrown
 * as a failure `{ name, message, code }`, and the classifier reads `code` for every provider alike.
 * @internal
 */
export const FAILURE_CODES = {
  /** A whole answer without any text. */
  EMPTY_ANSWER: 'invalid-response',
  /** The stream ended, but not properly: nobody knows what is missing. */
  STREAM_WITHOUT_END: 'invalid-response',
  /** A success status with a body that is no answer: broken JSON, a web page, another shape. */
  UNREADABLE_ANSWER: 'invalid-response',
  /** The provider withheld the answer. */
  CONTENT_BLOCKED: 'content-filter',
  /** The server cut the prompt in silence and answered the rest. */
  PROMPT_CUT: 'context-length',
} as const satisfies Record<string, ErrorKind>;

/** The name of a fault that an adapter found in an answer. @internal */
export type FailureCode = keyof typeof FAILURE_CODES;
