import type { ErrorRule } from '../../core/error-rule.js';

const ERRORS = 'https://docs.claude.com/en/api/errors';
const LIMITS = 'https://docs.claude.com/en/api/rate-limits';

/** Anthropic, by its own API and by its OpenAI-compatible one. */
export const anthropicRules: readonly ErrorRule[] = [
  {
    kind: 'quota-exhausted',
    when: { message: /\bcredit balance is too low\b/ },
    source: 'https://github.com/anthropics/claude-code/issues/66314',
  },
  {
    kind: 'monthly-limit',
    scope: 'account',
    quota: { window: 'month', metric: 'spend' },
    when: { message: /\breached your specified (?:workspace )?api usage limits\b/ },
    source: 'https://github.com/anthropics/claude-code/issues/38035',
  },
  {
    // A gate of the plan that looks like a rate limit.
    kind: 'permission',
    when: { message: /\bextra usage is required for\b/ },
    source: 'https://github.com/anthropics/claude-code/issues/29584',
  },
  {
    kind: 'concurrency-limit',
    when: { status: 429, message: /\bnumber of concurrent connections\b[^\n]{0,60}\bexceeded\b/ },
    source: LIMITS,
  },
  {
    // A plan's window that is spent; its headers name it, its text doesn't.
    kind: 'rate-limit',
    kindBy: 'window',
    scope: 'account',
    when: { status: [429, 'none', '2xx'], message: /\bwould exceed your account's rate limit\b/ },
    source: LIMITS,
  },
  {
    kind: 'hourly-limit',
    kindBy: 'window',
    scope: 'account',
    when: { message: /\busage limit reached\|\d{10}/ },
    source: 'https://github.com/anthropics/claude-code/issues/11429',
  },
  { kind: 'model-not-found', when: { type: 'not_found_error', message: /^model: \S/m }, source: ERRORS },
  {
    kind: 'context-length',
    when: { message: /\bprompt is too long: \d+ tokens\b|\bexceed(?:s)? context limit\b/ },
    source: ERRORS,
  },
  { kind: 'context-length', when: { type: 'request_too_large' }, source: ERRORS },
  { kind: 'permission', scope: 'project', when: { message: /\borganization has been disabled\b/ }, source: ERRORS },
];
