import { LlmError } from '../../core/error.js';

/** The same error, which says why the request was sent once and no more. */
export function saidOnce(error: LlmError): LlmError {
  if (error.attempts.length === 0) return error;
  return new LlmError({
    message: `${error.message} It was sent once: its body is a stream, which can't be sent again; hand over a text or bytes to have it retried.`,
    reason: error.reason,
    classification: error.classification,
    provider: error.provider,
    model: error.model,
    keyId: error.keyId,
    attempts: error.attempts,
    resumeAt: error.resumeAt,
    cause: error.cause,
  });
}
