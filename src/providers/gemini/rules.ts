import type { ErrorKnowledge } from '../../core/error-rule.js';
import { geminiCalendars } from './calendar.js';
import { limitRules } from './rules-limits.js';
import { requestRules } from './rules-requests.js';

/** Everything that is known of the errors of Gemini: its API, both of its SDKs, Vertex AI and Code Assist. */
export const geminiErrors: ErrorKnowledge = {
  name: 'gemini',
  calendars: geminiCalendars,
  rules: [...limitRules, ...requestRules],
};
