import type { ErrorRule } from '../../core/error-rule.js';

const API_ERRORS = 'https://ai.google.dev/gemini-api/docs/api-errors';
const TROUBLESHOOTING = 'https://ai.google.dev/gemini-api/docs/troubleshooting';
const ERROR_REASONS = 'https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto';
const FINISH_REASONS = 'https://ai.google.dev/api/generate-content#FinishReason';
const MOCK_RESPONSES = 'https://github.com/FirebaseExtended/vertexai-sdk-test-data';

/** Keys, permissions, models, content, and what the SDKs throw. */
export const requestRules: readonly ErrorRule[] = [
  { kind: 'permission', scope: 'project', when: { code: 'BILLING_DISABLED' }, source: ERROR_REASONS },
  {
    kind: 'invalid-request',
    when: { message: /\bmultiple authentication credentials received\b/ },
    source: 'https://github.com/Gitlawb/openclaude/issues/749',
  },
  {
    kind: 'authentication',
    scope: 'key',
    when: {
      code: [
        'API_KEY_INVALID',
        'CONSUMER_SUSPENDED',
        'ACCESS_TOKEN_EXPIRED',
        'ACCESS_TOKEN_TYPE_UNSUPPORTED',
        'CREDENTIALS_MISSING',
        'ACCOUNT_STATE_INVALID',
        'API_KEY_EXPIRED',
      ],
    },
    source: ERROR_REASONS,
  },
  {
    kind: 'authentication',
    scope: 'key',
    when: {
      message:
        /\bapi key (?:not valid|not found|expired)\b|\bapi key was reported as leaked\b|\bunregistered callers\b|\bconsumer '[^'\n]{1,200}' has been suspended\b|\brequest had invalid authentication credentials\b/,
    },
    source: TROUBLESHOOTING,
  },
  {
    // A key of a project with billing is served there.
    kind: 'permission',
    scope: 'project',
    when: { message: /\bfree tier is not available in your (?:country|region)\b|\bwithout a billing account linked\b/ },
    source: 'https://ai.google.dev/gemini-api/docs/available-regions',
  },
  {
    kind: 'permission',
    scope: 'provider',
    rotateKey: false,
    when: { message: /\buser location is not supported for the api use\b/ },
    source: TROUBLESHOOTING,
  },
  {
    kind: 'permission',
    scope: 'project',
    when: {
      code: [
        'API_KEY_SERVICE_BLOCKED',
        'API_KEY_HTTP_REFERRER_BLOCKED',
        'API_KEY_IP_ADDRESS_BLOCKED',
        'API_KEY_ANDROID_APP_BLOCKED',
        'API_KEY_IOS_APP_BLOCKED',
        'SERVICE_DISABLED',
        'SERVICE_NOT_VISIBLE',
        'CONSUMER_INVALID',
        'IAM_PERMISSION_DENIED',
        'USER_PROJECT_DENIED',
        'USER_BLOCKED_BY_ADMIN',
        'LOCATION_POLICY_VIOLATED',
        'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        'SECURITY_POLICY_VIOLATED',
      ],
    },
    source: ERROR_REASONS,
  },
  {
    kind: 'permission',
    scope: 'account',
    when: {
      message:
        /\brequests (?:from|to) [^\n]{1,200} are blocked\b|\brestricted from your billing country\b|\bhas not been used in project \S+ before or it is disabled\b|\bdisabled in this account for violation of terms\b/,
    },
    source: 'https://github.com/google-gemini/gemini-cli/issues/19501',
  },
  {
    // "Permission '…' denied on resource '…/models/gemini-pro' (or it may not exist)." The model is not the matter.
    kind: 'permission',
    scope: 'project',
    when: { message: /\bpermission '[^'\n]{1,120}' denied on resource\b|\bpermission denied on resource project\b/ },
    source: 'https://cloud.google.com/vertex-ai/docs/general/troubleshooting',
  },
  {
    // Vertex AI begins each of its refusals of a request with this.
    kind: 'invalid-request',
    when: { status: [400, 'none'], message: /\bunable to submit request because\b/ },
    source: 'https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/api-errors',
  },
  {
    kind: 'model-not-found',
    scope: 'project+model',
    rotateKey: true,
    when: {
      message:
        /\bmodels?\b[^\n]{0,160}\bno longer available to new users\b|\bpublisher model\b[^\n]{0,240}\bwas not found or your project does not have access\b/,
    },
    source: 'https://discuss.ai.google.dev/',
  },
  {
    kind: 'model-not-found',
    when: {
      message:
        /\bmodels?\/\S{1,160} is not found for api version\b|\bthis model (?:models\/)?\S{1,160} is no longer available\b|\bpublisher model\b[^\n]{0,240}\bwas not found\b|\bmodels?\/\S{1,160} (?:is not supported|was not found)\b/,
    },
    source: TROUBLESHOOTING,
  },
  {
    kind: 'invalid-request',
    when: {
      status: [404, '2xx'],
      code: 'NOT_FOUND',
      message: /\bnot found: cache\b|\bcached ?content\b|\bfiles?\/\S+\b|\bcompleted interaction\b/,
    },
    source: MOCK_RESPONSES,
  },
  {
    kind: 'content-filter',
    when: { field: 'blockReason' },
    source: 'https://ai.google.dev/api/generate-content#BlockReason',
  },
  {
    kind: 'content-filter',
    when: {
      message:
        /\bcandidate was blocked due to\b|\b(?:response|prompt) was blocked due to\b|\btext not available\. response was blocked\b/,
    },
    source: 'https://github.com/google-gemini/deprecated-generative-ai-js/blob/main/src/requests/response-helpers.ts',
  },
  {
    kind: 'server-error',
    when: {
      finish: [
        'OTHER',
        'MALFORMED_FUNCTION_CALL',
        'UNEXPECTED_TOOL_CALL',
        'IMAGE_OTHER',
        'NO_IMAGE',
        'TOO_MANY_TOOL_CALLS',
      ],
    },
    source: FINISH_REASONS,
  },
  {
    kind: 'context-length',
    when: {
      message:
        /\btoken count\b[^\n]{0,40}\bexceeds the maximum number of tokens\b|\binput context is too long\b|\bprompt (?:is )?too large\b/,
    },
    source: TROUBLESHOOTING,
  },
  {
    // Thrown by the SDK's own timeout before 0.23 as by the caller's abort; what the caller aborts itself is known anyway.
    kind: 'timeout',
    when: { status: 'none', message: /\berror fetching from\b[^\n]{0,300}\bthis operation was aborted\b/ },
    source: 'https://github.com/google-gemini/deprecated-generative-ai-js/issues/338',
  },
  {
    kind: 'cancelled',
    when: { status: 'none', thrown: 'GoogleGenerativeAIAbortError' },
    source: 'https://github.com/google-gemini/deprecated-generative-ai-js/blob/main/src/errors.ts',
  },
  { kind: 'server-error', when: { code: 'ABORTED', status: 409 }, source: API_ERRORS },
  {
    kind: 'invalid-response',
    when: {
      message: /\bincomplete json segment at the end\b|^(?:\[googlegenerativeai error\]: )?failed to parse stream\b/m,
    },
    source: 'https://github.com/googleapis/js-genai/issues/1342',
  },
  {
    kind: 'overloaded',
    when: {
      status: [503, 429, '2xx', 'none'],
      message: /\bmodel is overloaded\b|\bcurrently experiencing high demand\b/,
    },
    source: TROUBLESHOOTING,
  },
  {
    kind: 'timeout',
    when: { message: /\bdeadline expired before operation could complete\b/ },
    source: TROUBLESHOOTING,
  },
];
