import type { ErrorRule } from '../../core/error-rule.js';

const ERRORS = 'https://openrouter.ai/docs/api-reference/errors';
const LIMITS = 'https://openrouter.ai/docs/api-reference/limits';
const DEBUGGING =
  'https://github.com/OpenRouterTeam/docs/blob/c26125a5fa92cb52ac67f0c75b717229567db716/api_reference/errors-and-debugging.mdx';

/** OpenRouter: an upstream's error may stand inside its own, and `error_type` and `availability.code` tell more than `code`. */
export const openrouterRules: readonly ErrorRule[] = [
  { kind: 'quota-exhausted', when: { message: /\bkey limit exceeded(?: \(total limit\)|\.|$)/m }, source: ERRORS },
  {
    kind: 'quota-exhausted',
    kindBy: 'window',
    scope: 'key',
    when: { message: /\bkey limit exceeded \((?:daily|weekly|monthly) limit\)/ },
    source: ERRORS,
  },
  {
    kind: 'quota-exhausted',
    when: {
      status: [402, 403, '2xx', 'none'],
      message: /\brequires more credits, or fewer max_tokens\b|\binsufficient credits\b/,
    },
    source: ERRORS,
  },
  { kind: 'quota-exhausted', when: { code: ['payment_required', 'insufficient_credits'] }, source: DEBUGGING },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    scope: 'account',
    when: { message: /\brate limit exceeded: free-models-per-/ },
    source: LIMITS,
  },
  {
    // The upstream's pool is shared by all who go through the gateway: another key of theirs meets the same limit.
    kind: 'rate-limit',
    kindBy: 'window',
    scope: 'model',
    rotateKey: false,
    when: {
      status: [429, '2xx', 'none'],
      message:
        /\btemporarily rate-limited upstream\b|\berror from provider \([^)\n]{1,80}\): (?:upstream request failed: )?(?:\[\w{1,40}\] )?(?:too many requests|rate limit)|\bupstream error from [\w .-]{1,40}: (?:request rate|too many|rate limit)/,
    },
    source: DEBUGGING,
  },
  {
    // The upstream's word, of an account that nobody has paid for: often the caller's own key there.
    kind: 'quota-exhausted',
    when: {
      status: 429,
      message: /^provider returned error$/m,
      code: ['insufficient_quota', 'insufficient_balance', 'exceeded_current_quota_error', 'billing_error'],
    },
    source: 'https://openrouter.ai/docs/use-cases/byok',
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    scope: 'model',
    rotateKey: false,
    when: { status: 429, message: /^provider returned error$/m },
    source: ERRORS,
  },
  {
    kind: 'overloaded',
    when: { code: ['capacity_exhausted', 'provider_overloaded', 'provider_unavailable', 'overloaded'] },
    source: DEBUGGING,
  },
  {
    kind: 'permission',
    when: { code: ['privacy_restricted', 'guardrail_restricted', 'data_policy_restricted'] },
    source: DEBUGGING,
  },
  {
    kind: 'permission',
    when: {
      message: /\bno endpoints\b[^\n]{0,160}\b(?:data policy|guardrail restrictions|privacy|zero data retention)/,
    },
    source: DEBUGGING,
  },
  {
    kind: 'content-filter',
    when: { message: /\brequest blocked: [^\n]{0,80}\bdetected\b|\brequires moderation\b|\binput was flagged\b/ },
    source: ERRORS,
  },
  { kind: 'model-not-found', when: { code: ['model_deprecated', 'model_unavailable'] }, source: DEBUGGING },
  {
    kind: 'invalid-request',
    when: { message: /\bno endpoints found that (?:support|can handle|are able)\b/ },
    source: DEBUGGING,
  },
  {
    kind: 'model-not-found',
    when: {
      message:
        /\bno (?:allowed providers|endpoints)(?: are)? (?:found for|available for)\b|\bis not a valid model id\b/,
    },
    source: ERRORS,
  },
  { kind: 'authentication', when: { code: ['authentication', 'invalid_credentials'] }, source: DEBUGGING },
  { kind: 'context-length', when: { code: ['context_length_exceeded', 'max_tokens_exceeded'] }, source: DEBUGGING },
];
