import type { ErrorRule } from '../../core/error-rule.js';

const API_ERRORS = 'https://ai.google.dev/gemini-api/docs/api-errors';
const TROUBLESHOOTING = 'https://ai.google.dev/gemini-api/docs/troubleshooting';
const BILLING = 'https://ai.google.dev/gemini-api/docs/billing';
const RATE_LIMITS = 'https://ai.google.dev/gemini-api/docs/rate-limits';
const QUOTA_ERRORS =
  'https://github.com/google-gemini/gemini-cli/blob/main/packages/core/src/utils/googleQuotaErrors.ts';

/** Quotas, credits and capacity. */
export const limitRules: readonly ErrorRule[] = [
  // Money comes first: it is answered as RESOURCE_EXHAUSTED, like every limit.
  {
    kind: 'quota-exhausted',
    when: { message: /\bprepayment credits are depleted\b|\bprepaid credits?\b[^.\n]{0,40}\b(?:depleted|exhausted)/ },
    source: BILLING,
  },
  {
    kind: 'monthly-limit',
    scope: 'account',
    quota: { window: 'month', metric: 'spend' },
    when: {
      message: /\bexceeded (?:its|the|your) monthly (?:[a-z]+ )?(?:spending|spend|budget) cap\b/,
    },
    source: BILLING,
  },
  {
    // Rolling ten minutes, by Google's own table of tiers.
    kind: 'rate-limit',
    quota: { metric: 'spend' },
    when: { code: 'RESOURCE_EXHAUSTED', message: /\bspend-based rate limit|\bspend(?:ing)? rate limit/ },
    source: RATE_LIMITS,
  },
  {
    // A tier that doesn't have the model answers with friendly waits; none of them ever ends.
    kind: 'quota-exhausted',
    scope: 'project+model',
    advice: 'This tier has no quota for this model: enable billing for the project, or use another model.',
    when: { code: 'RESOURCE_EXHAUSTED', limit: 'zero' },
    source: QUOTA_ERRORS,
  },
  {
    kind: 'quota-exhausted',
    scope: 'project+model',
    when: { message: /\bquota exceeded for (?:quota )?metric\b/, limit: 'zero' },
    source: QUOTA_ERRORS,
  },
  {
    kind: 'overloaded',
    when: { code: 'MODEL_CAPACITY_EXHAUSTED' },
    source: 'https://github.com/google-gemini/gemini-cli/issues/25179',
  },
  {
    // The RetryInfo of a quota per day says seconds. A wait of hours is another matter.
    kind: 'daily-limit',
    quota: { window: 'day' },
    calendar: 'day',
    misleadingWaitBelowMs: 3_600_000,
    when: { quotaId: /per_?day/ },
    source: QUOTA_ERRORS,
  },
  {
    kind: 'daily-limit',
    quota: { window: 'day' },
    calendar: 'day',
    misleadingWaitBelowMs: 3_600_000,
    when: {
      message:
        /\bquota exceeded for (?:quota )?(?:metric|limit)\b[^\n]{0,240}\bper day\b|\bexhausted your daily quota\b/,
    },
    source: RATE_LIMITS,
  },
  {
    kind: 'daily-limit',
    quota: { window: 'day' },
    calendar: 'day',
    misleadingWaitBelowMs: 3_600_000,
    when: { code: 'quota_exceeded', status: [429, '2xx'] },
    source: API_ERRORS,
  },
  {
    // Code Assist words hours and days alike; its stated delay tells which window it is.
    kind: 'rate-limit',
    kindBy: 'window',
    when: { code: 'QUOTA_EXHAUSTED' },
    source: 'https://github.com/lbjlaq/Antigravity-Manager/issues/541',
  },
  {
    // Vertex AI's shared capacity: no quota of the caller's own.
    kind: 'rate-limit',
    scope: 'model',
    rotateKey: false,
    when: { message: /\bresource exhausted\. please try again later\b/ },
    source: 'https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429',
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: { code: 'RESOURCE_EXHAUSTED', status: [429, 403, 503, '2xx', 'none'] },
    source: TROUBLESHOOTING,
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: {
      message:
        /\bquota exceeded for (?:quota )?metric\b|\bresource has been exhausted \(e\.g\. check quota\)|\bexceeded your current quota\b[^\n]{0,200}\bhead to\b/,
    },
    source: RATE_LIMITS,
  },
];
