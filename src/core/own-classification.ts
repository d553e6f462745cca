import type { Classification } from './classification.js';
import { ERROR_KINDS, type ErrorKind } from './error-kinds.js';

/** What the library itself says of a call, where no provider said anything: of this request alone, unless told otherwise. */
export function ownClassification(
  kind: ErrorKind,
  told: Partial<Classification> & Pick<Classification, 'message'>,
): Classification {
  return {
    kind,
    scope: 'request',
    retryable: false,
    rotateKey: false,
    retryAfterMs: undefined,
    resetsAt: undefined,
    resetSource: undefined,
    status: undefined,
    code: undefined,
    advice: ERROR_KINDS[kind].advice,
    ...told,
  };
}
