import type { ErrorKnowledge } from '../core/error-rule.js';
import { FAILURE_CODES, type FailureCode } from '../core/failure-codes.js';

const SUCCESS_STATUS = 'https://www.rfc-editor.org/rfc/rfc9110#name-successful-2xx';

/** What is found in answers that came with a success status. The codes are ours, so they come first. */
export const adapterFaults: ErrorKnowledge = {
  name: '',
  rules: [
    ...(Object.keys(FAILURE_CODES) as FailureCode[]).map((code) => ({
      ...FAILURE_CODES[code],
      when: { code },
      source: SUCCESS_STATUS,
    })),
    {
      // It quotes its schema library, whose codes (`invalid_type`) are those of a provider's refusal, too.
      kind: 'invalid-response',
      when: { status: ['none', '2xx'], thrown: 'AI_TypeValidationError' },
      source: 'https://ai-sdk.dev/docs/reference/ai-sdk-errors/ai-type-validation-error',
    },
  ],
  calendars: {},
};
