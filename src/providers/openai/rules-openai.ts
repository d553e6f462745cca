import type { ErrorRule, StatusPattern } from '../../core/error-rule.js';

const ERROR_CODES = 'https://platform.openai.com/docs/guides/error-codes';
const RATE_LIMITS = 'https://platform.openai.com/docs/guides/rate-limits';
const CODEX = 'https://github.com/openai/codex';
const AZURE = 'https://learn.microsoft.com/azure/ai-services/openai/how-to/quota';
const AZURE_FILTER = 'https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter';

const LIMITS: readonly StatusPattern[] = [429, 403, 413, '2xx', 'none'];

/** OpenAI itself, Codex' backend and Azure OpenAI. */
export const openaiRules: readonly ErrorRule[] = [
  {
    // A 429 like any other by its status; by its meaning the account is unpaid.
    kind: 'quota-exhausted',
    when: {
      code: [
        'insufficient_quota',
        'billing_hard_limit_reached',
        'billing_not_active',
        'billing_limit_reached',
        'access_terminated',
        'credit_limit_reached',
        'quota_reached',
      ],
    },
    source: ERROR_CODES,
  },
  {
    kind: 'quota-exhausted',
    when: {
      message:
        /\bexceeded your current quota, please check your plan and billing details\b(?![^\n]{0,80}\bhead to\b)|\bbilling hard limit has been reached\b|\byour account is not active, please check your billing\b/,
    },
    source: ERROR_CODES,
  },
  {
    kind: 'monthly-limit',
    scope: 'project',
    quota: { window: 'month', metric: 'spend' },
    when: {
      message:
        /\bproject\b[^\n]{0,80}\b(?:monthly )?budget (?:limit )?(?:has been )?(?:exceeded|reached)|\bexceeded\b[^\n]{0,60}\bmonthly (?:usage|budget|spend) (?:limit|cap)\b/,
    },
    source: RATE_LIMITS,
  },
  {
    // One request that is larger than the whole quota of a minute passes at no time.
    kind: 'context-length',
    when: {
      status: LIMITS,
      message: /\brequest too large for (?:model )?\S+[^\n]{0,200}\b(?:tokens|requests) per (?:min|minute|day|hour)\b/,
    },
    source: RATE_LIMITS,
  },
  {
    kind: 'hourly-limit',
    kindBy: 'window',
    scope: 'account',
    when: { code: ['usage_limit_reached', 'usage_limit_exceeded'] },
    source: CODEX,
  },
  {
    // Of old also by the name of a limit; no key is any better off.
    kind: 'server-error',
    when: { status: LIMITS, message: /^the server had an error (?:while )?processing your request\b/m },
    source: 'https://github.com/openai/openai-python/issues/213',
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: { status: LIMITS, message: /\brate limit (?:reached|exceeded) for \S+[^\n]{0,240}\b(?:limit|on)\b/ },
    source: RATE_LIMITS,
  },
  {
    kind: 'permission',
    scope: 'provider',
    rotateKey: false,
    when: { code: 'unsupported_country_region_territory' },
    source: 'https://platform.openai.com/docs/supported-countries',
  },
  {
    kind: 'permission',
    scope: 'key',
    when: {
      code: [
        'insufficient_permissions',
        'missing_scope',
        'ip_not_authorized',
        'usage_not_included',
        'PermissionDenied',
      ],
    },
    source: ERROR_CODES,
  },
  {
    kind: 'permission',
    scope: 'key',
    when: { message: /\binsufficient permissions for this operation\b|\bmissing scopes: \S/ },
    source: ERROR_CODES,
  },
  {
    kind: 'permission',
    scope: 'provider',
    rotateKey: false,
    when: { message: /\bdue to virtual network\/firewall rules\b/ },
    source: AZURE,
  },
  {
    kind: 'permission',
    scope: 'project+model',
    when: { message: /\borganization must be verified\b/ },
    source: 'https://help.openai.com/en/articles/10910291-api-organization-verification',
  },
  {
    kind: 'model-not-found',
    scope: 'project+model',
    rotateKey: true,
    when: {
      code: ['model_not_found', 'invalid_request_error', 'unsupported_model', 'none'],
      message:
        /\bor you do not have access to it\b|\b(?:project|organization|team) [^\n]{0,80}\bdoes not have access to model\b|\byou do not have access to (?:this |the )?model\b/,
    },
    source: ERROR_CODES,
  },
  {
    kind: 'model-not-found',
    when: { code: ['model_not_found', 'DeploymentNotFound'] },
    source: ERROR_CODES,
  },
  {
    kind: 'authentication',
    scope: 'key',
    when: {
      code: [
        'invalid_api_key',
        'no_organization',
        'account_deactivated',
        'mismatched_organization',
        'mismatched_project',
        'invalid_organization',
        'invalid_issuer',
        'token_expired',
        'token_invalidated',
      ],
    },
    source: ERROR_CODES,
  },
  {
    kind: 'authentication',
    scope: 'key',
    when: { status: 401, message: /\binvalid subscription key or wrong api endpoint\b/ },
    source: AZURE,
  },
  {
    // The provider's own words: sampling an image again may succeed.
    kind: 'content-filter',
    retryable: true,
    when: { code: 'content_policy_violation', message: /\bmay succeed if retried\b/ },
    source: 'https://github.com/TheoKanning/openai-java/issues/446',
  },
  {
    kind: 'content-filter',
    when: {
      code: [
        'content_filter',
        'content_policy_violation',
        'ResponsibleAIPolicyViolation',
        'moderation_blocked',
        'invalid_prompt',
        'cyber_policy_violation',
        'image_content_policy_violation',
      ],
    },
    source: AZURE_FILTER,
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: {
      status: 429,
      message: /\bhave exceeded (?:the )?(?:token|call|request) rate limit (?:of|for) your current\b/,
    },
    source: AZURE,
  },
  {
    kind: 'overloaded',
    when: {
      code: [
        'server_is_overloaded',
        'slow_down',
        'engine_overloaded',
        'NoCapacity',
        'model_overloaded',
        'resource_unavailable',
      ],
    },
    source: ERROR_CODES,
  },
  {
    kind: 'overloaded',
    when: {
      message:
        /\b(?:that model|the server|the engine) is currently overloaded\b|\bour servers are currently overloaded\b/,
    },
    source: ERROR_CODES,
  },
  { kind: 'overloaded', when: { status: 429, type: 'server_error' }, source: ERROR_CODES },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: { status: LIMITS, type: ['tokens', 'requests', 'input-images', 'images'] },
    source: RATE_LIMITS,
  },
  {
    kind: 'invalid-request',
    when: {
      code: [
        'unsupported_parameter',
        'unsupported_value',
        'invalid_value',
        'invalid_type',
        'missing_required_parameter',
        'unknown_parameter',
        'invalid_json',
        'integer_above_max_value',
        'integer_below_min_value',
        'decimal_above_max_value',
      ],
    },
    source: ERROR_CODES,
  },
];
