import type { ErrorRule } from '../../core/error-rule.js';

const OPENCODE =
  'https://github.com/hugalafutro/model-hotel/blob/2e9873e26cd63b6eb82df3824aaeb11c03b28371/internal/proxy/upstream_classify_test.go';
const GITHUB_MODELS = 'https://docs.github.com/github-models/use-github-models/prototyping-with-ai-models#rate-limits';
const LLAMA_CPP = 'https://github.com/ggml-org/llama.cpp/issues/19774';
const ZHIPU = 'https://docs.bigmodel.cn/cn/api/api-code';
const MOONSHOT = 'https://platform.moonshot.ai/docs/api/chat#error-description';
const MINIMAX = 'https://platform.minimax.io/docs/api-reference/errorcode';
const DASHSCOPE = 'https://help.aliyun.com/zh/model-studio/error-code';

/** Gateways, Chinese clouds with codes of their own, and servers of one's own. */
export const gatewayRules: readonly ErrorRule[] = [
  {
    kind: 'daily-limit',
    kindBy: 'window',
    scope: 'account',
    when: { code: ['free_quota_exceeded', 'FreeUsageLimitError'] },
    source: 'https://github.com/Gitlawb/openclaude/issues/1554',
  },
  {
    kind: 'daily-limit',
    kindBy: 'window',
    scope: 'account',
    when: { message: /\bfree usage (?:limit )?exceeded\b/ },
    source: 'https://github.com/anomalyco/opencode/issues/47318',
  },
  {
    // Copilot counts its requests by the month, whatever the code: `quota_exceeded` with "You have no quota".
    kind: 'monthly-limit',
    scope: 'account',
    quota: { window: 'month' },
    when: { message: /\bpremium (?:request|model) (?:allowance|limit|quota)\b|\byou have no quota\b/ },
    source: 'https://docs.github.com/copilot/concepts/billing/copilot-requests',
  },
  {
    // A quota of an unknown window: what it names decides.
    kind: 'rate-limit',
    kindBy: 'window',
    when: { code: 'quota_exceeded', status: [429, '2xx', 'none'] },
    source: 'https://docs.github.com/copilot/concepts/billing/copilot-requests',
  },
  {
    // The gateway's own pause of its deployments: every key of it meets the same.
    kind: 'rate-limit',
    kindBy: 'window',
    scope: 'model',
    rotateKey: false,
    when: { message: /\bno deployments available for selected model\b/ },
    source: 'https://github.com/BerriAI/litellm/issues/5177',
  },
  { kind: 'model-not-found', when: { type: 'ModelError' }, source: OPENCODE },
  {
    kind: 'server-error',
    when: { status: 400, type: ['server_error', 'api_error'], message: /\bupstream request failed\b/ },
    source: OPENCODE,
  },
  { kind: 'concurrency-limit', when: { message: /\bexceeded for userconcurrentrequests\b/ }, source: GITHUB_MODELS },
  { kind: 'permission', when: { code: ['no_access', 'unavailable_model'] }, source: GITHUB_MODELS },
  {
    kind: 'context-length',
    when: { message: /\bcontext size has been exceeded\b|\bavailable context size\b/ },
    source: LLAMA_CPP,
  },
  { kind: 'overloaded', when: { type: 'unavailable_error' }, source: LLAMA_CPP },
  {
    // A server that was started without what the request needs says so with 500 or 501.
    kind: 'invalid-request',
    when: {
      message:
        /\brequires? (?:the )?`?--[a-z]|\bstart it with(?:out)? `?--[a-z]|\b(?:provide|configured with|without|missing) (?:an? |the )?mmproj\b|\bnot compiled for multimodal\b/,
    },
    source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/server-context.cpp',
  },
  {
    kind: 'insufficient-resources',
    when: { message: /\bfailed to load model\b|\bmodel loading was stopped due to insufficient system resources\b/ },
    source: 'https://github.com/continuedev/continue/issues/12794',
  },
  {
    kind: 'model-not-found',
    when: { message: /\bno models? loaded\b|\bmodel is not loaded\b/ },
    source: 'https://github.com/continuedev/continue/issues/12794',
  },
  {
    kind: 'model-not-found',
    when: { message: /\bno available channel for model\b|无可用渠道/ },
    source: 'https://github.com/songquanpeng/one-api',
  },

  { kind: 'weekly-limit', scope: 'account', quota: { window: 'week' }, when: { code: '1310' }, source: ZHIPU },
  {
    kind: 'hourly-limit',
    kindBy: 'window',
    scope: 'account',
    when: { code: ['1308', '1316', '1317', '1318', '1319', '1320', '1321'] },
    source: ZHIPU,
  },
  { kind: 'daily-limit', quota: { window: 'day' }, when: { code: '1304' }, source: ZHIPU },
  {
    kind: 'concurrency-limit',
    when: { code: '1302', message: /\bconcurren(?:cy|t) (?:usage|requests?|limit)|并发/ },
    source: ZHIPU,
  },
  { kind: 'rate-limit', kindBy: 'window', when: { code: ['1302', '1303'], status: 429 }, source: ZHIPU },
  { kind: 'overloaded', when: { code: ['1305', '1312'] }, source: ZHIPU },
  {
    kind: 'quota-exhausted',
    when: { code: ['1113', '1309'], status: [429, 402, 403, 400, 401, '2xx', 'none'] },
    source: ZHIPU,
  },
  { kind: 'permission', when: { code: ['1311', '1313', '1220'] }, source: ZHIPU },
  { kind: 'model-not-found', when: { code: ['1211'] }, source: ZHIPU },
  { kind: 'content-filter', when: { code: ['1301'] }, source: ZHIPU },
  { kind: 'context-length', when: { code: ['1261'] }, source: ZHIPU },

  {
    kind: 'quota-exhausted',
    when: { type: ['exceeded_current_quota_error', 'insufficient_balance_error'] },
    source: MOONSHOT,
  },
  {
    kind: 'concurrency-limit',
    when: { type: 'rate_limit_reached_error', message: /\bmax (?:organization )?concurrency\b/ },
    source: MOONSHOT,
  },
  { kind: 'overloaded', when: { type: 'engine_overloaded_error' }, source: MOONSHOT },
  {
    kind: 'model-not-found',
    scope: 'project+model',
    rotateKey: true,
    when: { type: 'resource_not_found_error' },
    source: MOONSHOT,
  },

  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: { field: 'base_resp', code: ['1002', '1039', '1041', '2045'] },
    source: MINIMAX,
  },
  {
    kind: 'hourly-limit',
    kindBy: 'window',
    scope: 'account',
    when: { field: 'base_resp', code: '2056' },
    source: MINIMAX,
  },
  { kind: 'quota-exhausted', when: { field: 'base_resp', code: '1008' }, source: MINIMAX },
  { kind: 'authentication', scope: 'key', when: { field: 'base_resp', code: ['1004', '2049'] }, source: MINIMAX },
  { kind: 'content-filter', when: { field: 'base_resp', code: ['1026', '1027'] }, source: MINIMAX },
  { kind: 'context-length', when: { field: 'base_resp', code: '1039' }, source: MINIMAX },
  { kind: 'timeout', when: { field: 'base_resp', code: '1001' }, source: MINIMAX },
  { kind: 'server-error', when: { field: 'base_resp', code: ['1000', '1013', '1024', '1033'] }, source: MINIMAX },
  { kind: 'invalid-request', when: { field: 'base_resp', code: ['2013', '1042'] }, source: MINIMAX },

  {
    // Its tokens per minute, in the words that OpenAI has for an unpaid account: the address tells.
    kind: 'rate-limit',
    kindBy: 'window',
    when: { message: /\berror-code#token-limit\b|\ballocated quota exceeded\b/ },
    source: 'https://help.aliyun.com/zh/model-studio/error-code#token-limit',
  },
  {
    kind: 'quota-exhausted',
    when: {
      code: [
        'Arrearage',
        'AllocationQuota.FreeTierOnly',
        'AccountOverdueError',
        'PrepaidBillOverdue',
        'SetLimitExceeded',
      ],
    },
    source: DASHSCOPE,
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: {
      code: [
        'Throttling',
        'Throttling.RateQuota',
        'Throttling.BurstRate',
        'Throttling.AllocationQuota',
        'limit_requests',
        'limit_burst_rate',
      ],
    },
    source: DASHSCOPE,
  },
  {
    kind: 'content-filter',
    when: {
      code: [
        'DataInspectionFailed',
        'data_inspection_failed',
        'SensitiveContentDetected',
        'InputTextSensitiveContentDetected',
      ],
    },
    source: DASHSCOPE,
  },
];
