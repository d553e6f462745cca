import type { ErrorKnowledge } from '../core/error-rule.js';
import { FAILURE_CODES, type FailureCode } from '../core/failure-codes.js';

const SUCCESS_STATUS = 'https://www.rfc-editor.org/rfc/rfc9110#name-successful-2xx';

/** What adapters find in answers that came with a success status. Their codes are ours, so they come first. */
export const adapterFaults: ErrorKnowledge = {
  name: '',
  rules: (Object.keys(FAILURE_CODES) as FailureCode[]).map((code) => ({
    ...FAILURE_CODES[code],
    when: { code },
    source: SUCCESS_STATUS,
  })),
  calendars: {},
};
