import type { ErrorKnowledge } from '../../core/error-rule.js';
import { failureRules } from './failures.js';
import { limitRules, throttleRules } from './limits.js';
import { requestRules } from './requests.js';
import { statusRules, successRule } from './statuses.js';
import { refusedRules, vagueRules } from './vague.js';

/** What holds for every provider: standards, runtimes, and words that all of them use. */
export const neutralKnowledge: ErrorKnowledge = {
  name: '',
  rules: [
    ...limitRules,
    ...requestRules,
    ...failureRules,
    ...throttleRules,
    ...refusedRules,
    ...statusRules,
    ...vagueRules,
    successRule,
  ],
  calendars: {},
};
