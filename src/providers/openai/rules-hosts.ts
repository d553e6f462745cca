import type { ErrorRule } from '../../core/error-rule.js';

const GROQ_ERRORS = 'https://console.groq.com/docs/errors';
const GROQ_LIMITS = 'https://console.groq.com/docs/rate-limits';
const DEEPSEEK = 'https://api-docs.deepseek.com/quick_start/error_codes';
const TOGETHER = 'https://docs.together.ai/docs/error-codes';
const XAI = 'https://docs.x.ai/docs/guides/debugging';

/** Hosts of open models and labs of their own: Groq, DeepSeek, Mistral, Together, xAI, Cerebras, NVIDIA, Hugging Face … */
export const hostRules: readonly ErrorRule[] = [
  {
    kind: 'overloaded',
    when: { message: /\bworker local total request limit reached\b/ },
    source: 'https://github.com/QuantumNous/new-api/issues/6619',
  },
  { kind: 'overloaded', when: { code: 'queue_exceeded' }, source: 'https://inference-docs.cerebras.ai/support/error' },
  {
    kind: 'model-not-found',
    scope: 'project+model',
    rotateKey: true,
    when: { message: /\bdoes not exist or your team \S+ does not have access\b|\bhas not activated the model\b/ },
    source: XAI,
  },
  {
    kind: 'quota-exhausted',
    when: {
      message:
        /\baccount \S{1,80} is suspended\b[^\n]{0,80}\b(?:spending limit|pay)|\breached the set inference limit\b|\bcloud credits expired\b/,
    },
    source: 'https://docs.fireworks.ai/guides/inference-error-codes',
  },
  {
    kind: 'content-filter',
    when: { message: /\bcontent violates usage guidelines\b/ },
    source: XAI,
  },
  {
    kind: 'authentication',
    scope: 'key',
    when: { message: /\bmissing request extension\b[^\n]{0,120}\bauthorization\b/ },
    source: 'https://github.com/continuedev/continue/issues/11173',
  },
  {
    kind: 'server-error',
    when: {
      message: /\bdegraded function cannot be invoked\b|\bthe model has crashed\b|\bmodel (?:is |was )?unloaded\b/,
    },
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1347',
  },
  {
    kind: 'context-length',
    when: {
      message:
        /`?inputs`? tokens \+ `?max_new_tokens`? must be\b|\bmust have less than \d+ tokens\b|\btokens to keep from the initial prompt is greater than the context length\b|\btokens when (?:the )?context (?:the )?overflows\b|\btoo large for model with \d+ maximum context\b/,
    },
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/237',
  },
  {
    // The model's own call was malformed: sampling again may succeed, whatever the type says.
    kind: 'server-error',
    when: { code: ['tool_use_failed', 'json_validate_failed', 'output_parse_failed'] },
    source: GROQ_ERRORS,
  },
  { kind: 'overloaded', when: { status: 498 }, source: GROQ_ERRORS },
  {
    kind: 'overloaded',
    when: { message: /\bis currently over capacity\b|\bservice tier capacity exceeded\b/ },
    source: GROQ_ERRORS,
  },
  {
    kind: 'permission',
    when: {
      code: [
        'model_terms_required',
        'model_permission_blocked_org',
        'model_permission_blocked_project',
        'organization_restricted',
      ],
    },
    source: GROQ_ERRORS,
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: { code: 'rate_limit_exceeded', message: /\brate limit reached for model\b/ },
    source: GROQ_LIMITS,
  },
  {
    kind: 'quota-exhausted',
    when: { message: /\binsufficient(?: account)? (?:balance|funds)\b|\bnot[ _]enough[ _]balance\b/ },
    source: DEEPSEEK,
  },
  { kind: 'model-not-found', when: { message: /\bunable to access (?:non-serverless )?model\b/ }, source: TOGETHER },
  {
    // Its type is credit_limit, its words are those of a minute.
    kind: 'rate-limit',
    kindBy: 'window',
    when: { status: 429, message: /\byou have (?:been rate limited|reached the rate limit specific to this model)\b/ },
    source: TOGETHER,
  },
  {
    kind: 'quota-exhausted',
    when: { message: /\bused all available credits or reached its monthly spending limit\b/ },
    source: XAI,
  },
  {
    kind: 'model-not-found',
    when: { message: /\bmodel not found: \S/ },
    source: XAI,
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: { code: ['request_quota_exceeded', 'token_quota_exceeded'] },
    source: 'https://github.com/nminaya/grammar-nazi-bot/issues/959',
  },
  {
    kind: 'daily-limit',
    quota: { window: 'day' },
    when: { message: /\bdaily free allocation\b/ },
    source: 'https://developers.cloudflare.com/workers-ai/platform/pricing/',
  },
  {
    kind: 'model-not-found',
    when: { status: 404, message: /\bfunction '[^'\n]{1,120}': not found for account\b|\bfunction id '[^'\n]{1,120}'/ },
    source: 'https://docs.api.nvidia.com/',
  },
  {
    kind: 'monthly-limit',
    scope: 'account',
    quota: { window: 'month', metric: 'spend' },
    when: { message: /\bexceeded your monthly included credits\b/ },
    source: 'https://huggingface.co/docs/inference-providers/pricing',
  },
  {
    kind: 'overloaded',
    when: { status: 503, field: 'estimated_time' },
    source: 'https://huggingface.co/docs/inference-providers/',
  },
];
