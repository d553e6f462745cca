import type { ErrorKind } from '../../src/core/error-kinds.js';

/** A form that is known from public reports or documentation, and what it must become. */
export interface Sibling {
  readonly title: string;
  readonly provider?: string;
  readonly failure: unknown;
  readonly kind: ErrorKind;
  readonly retryAfterMs?: number;
  readonly resetsAt?: string;
  readonly rotateKey?: boolean;
  readonly retryable?: boolean;
}

function http(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): unknown {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** A stream of /api/pull that ends with an error. */
function pull(error: string): unknown {
  return http(200, `{"status":"pulling manifest"}\n${JSON.stringify({ error })}\n`);
}

function openai(status: number, message: string, fields: Readonly<Record<string, unknown>> = {}): unknown {
  return http(status, { error: { message, param: null, code: null, ...fields } });
}

/** Other wordings, windows, vendors and SDK versions of the families in the corpus. */
export const siblings: readonly Sibling[] = [
  {
    title: 'Ollama: session, please wait',
    provider: 'ollama',
    failure: http(429, {
      error: 'you (overloaded) have reached your session usage limit, please wait or upgrade to continue',
    }),
    kind: 'hourly-limit',
    rotateKey: true,
  },
  {
    title: 'Ollama: an account by the name of a window',
    provider: 'ollama',
    failure: http(429, {
      error: 'you (monthly usage limit) have reached your hourly usage limit, please wait or upgrade to continue',
    }),
    kind: 'hourly-limit',
  },
  {
    title: 'Ollama: weekly through an old daemon on /v1',
    provider: 'ollama',
    failure: http(429, {
      error: {
        message: "429 Too Many Requests: you've reached your weekly usage limit, please wait or upgrade to continue",
        type: 'api_error',
        param: null,
        code: null,
      },
    }),
    kind: 'weekly-limit',
    rotateKey: false,
    retryable: false,
  },
  {
    title: 'Ollama: daemon not signed in',
    provider: 'ollama',
    failure: http(401, '{"error":"unauthorized","signin_url":"https://ollama.com/connect?name=x\\u0026key=abc"}'),
    kind: 'authentication',
    rotateKey: false,
  },
  {
    title: 'Ollama: too many concurrent requests',
    provider: 'ollama',
    failure: http(429, { error: 'too many concurrent requests' }),
    kind: 'concurrency-limit',
  },
  {
    title: 'Ollama: subscription through an old daemon',
    provider: 'ollama',
    failure: http(403, {
      StatusCode: 403,
      Status: '403 Forbidden',
      error: 'this model requires a subscription, upgrade for access: https://ollama.com/upgrade',
    }),
    kind: 'permission',
    rotateKey: false,
  },
  {
    title: 'Ollama: daemon cannot reach the cloud',
    provider: 'ollama',
    failure: http(502, {
      error: 'Post "https://ollama.com:443/api/chat?ts=1": dial tcp: lookup ollama.com: no such host',
    }),
    kind: 'network',
  },
  {
    title: 'Ollama: runner stopped',
    provider: 'ollama',
    failure: http(500, {
      error:
        'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details',
    }),
    kind: 'server-error',
  },
  {
    title: 'Ollama: model not pulled, nested',
    provider: 'ollama',
    failure: http(404, {
      error: {
        message: 'model "qwen3:0.6b" not found, try pulling it first',
        type: 'not_found_error',
        param: null,
        code: null,
      },
    }),
    kind: 'model-not-found',
  },
  {
    title: 'Ollama: no thinking',
    provider: 'ollama',
    failure: http(400, { error: '"llama3.2" does not support thinking' }),
    kind: 'invalid-request',
  },
  {
    title: 'Ollama: memory',
    provider: 'ollama',
    failure: http(500, { error: 'model requires more system memory (13.3 GiB) than is available (9.8 GiB)' }),
    kind: 'insufficient-resources',
    retryable: false,
  },
  {
    title: 'Ollama: balance endpoint throttled',
    provider: 'ollama',
    failure: http(429, { error: 'rate limit exceeded' }, { 'Retry-After': '42' }),
    kind: 'rate-limit',
    retryAfterMs: 42_000,
  },
  {
    title: 'Ollama behind an OpenAI address',
    provider: 'openai',
    failure: http(429, {
      error:
        'you (x) have reached your weekly usage limit, add usage credits: https://ollama.com/settings (ref: 4290d429-0000-4503-8503-000000000503)',
    }),
    kind: 'weekly-limit',
  },

  {
    title: 'OpenAI: no money',
    provider: 'openai',
    failure: openai(
      429,
      'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
      { type: 'insufficient_quota', code: 'insufficient_quota' },
    ),
    kind: 'quota-exhausted',
    retryable: false,
    rotateKey: true,
  },
  {
    title: 'OpenAI: no money, as Python prints it',
    provider: 'openai',
    failure: {
      name: 'RateLimitError',
      message:
        "Error code: 429 - {'error': {'message': 'You exceeded your current quota, please check your plan and billing details.', 'type': 'insufficient_quota', 'param': None, 'code': 'insufficient_quota'}}",
    },
    kind: 'quota-exhausted',
  },
  {
    title: 'OpenAI: no money, text only',
    provider: 'openai',
    failure: new Error('429 You exceeded your current quota, please check your plan and billing details.'),
    kind: 'quota-exhausted',
  },
  {
    title: 'OpenAI: tokens per day',
    provider: 'openai',
    failure: openai(
      429,
      'Rate limit reached for gpt-4o in organization org-x on tokens per day (TPD): Limit 90000, Used 89000, Requested 2000. Please try again in 16m0s. Visit https://platform.openai.com/account/rate-limits to learn more.',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
    kind: 'daily-limit',
    retryAfterMs: 960_000,
    retryable: true,
  },
  {
    title: 'OpenAI: hard limit',
    provider: 'openai',
    failure: openai(400, 'Billing hard limit has been reached', {
      type: 'invalid_request_error',
      code: 'billing_hard_limit_reached',
    }),
    kind: 'quota-exhausted',
  },
  {
    title: 'OpenAI: retry-after-ms wins',
    provider: 'openai',
    failure: http(
      429,
      {
        error: {
          message:
            'Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000, Requested 1300. Please try again in 600ms.',
          type: 'tokens',
          code: 'rate_limit_exceeded',
        },
      },
      {
        'retry-after': '1',
        'retry-after-ms': '494',
        'x-ratelimit-reset-tokens': '1m0.052s',
        'x-ratelimit-remaining-tokens': '0',
      },
    ),
    kind: 'rate-limit',
    retryAfterMs: 494,
  },
  {
    title: 'OpenAI: retired model',
    provider: 'openai',
    failure: openai(
      404,
      'The model `text-davinci-003` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations',
      { type: 'invalid_request_error', code: 'model_not_found' },
    ),
    kind: 'model-not-found',
    rotateKey: false,
  },
  {
    title: 'OpenAI: temperature',
    provider: 'openai',
    failure: openai(
      400,
      "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
      { type: 'invalid_request_error', param: 'temperature', code: 'unsupported_value' },
    ),
    kind: 'invalid-request',
  },
  {
    title: 'OpenAI: echoed words decide nothing',
    provider: 'openai',
    failure: openai(
      400,
      "Invalid value: 'rate limit exceeded, try again in 5s'. Supported values are: 'system', 'user'.",
      { type: 'invalid_request_error', param: 'messages[0].role', code: 'invalid_value' },
    ),
    kind: 'invalid-request',
  },
  {
    title: 'OpenAI: missing scopes',
    provider: 'openai',
    failure: openai(401, 'You have insufficient permissions for this operation. Missing scopes: model.request.', {
      type: 'invalid_request_error',
    }),
    kind: 'permission',
  },
  {
    title: 'OpenAI: verification',
    provider: 'openai',
    failure: openai(
      404,
      'Your organization must be verified to use the model `gpt-5`. Please go to: https://platform.openai.com/settings/organization/general',
      { code: 'model_not_found' },
    ),
    kind: 'permission',
    rotateKey: true,
  },
  {
    title: 'OpenAI: response.failed without money',
    provider: 'openai',
    failure: {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: 'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1","status":"in_progress","error":null}}\n\nevent: response.failed\ndata: {"type":"response.failed","response":{"status":"failed","error":{"code":"insufficient_quota","message":"You exceeded your current quota, please check your plan and billing details."}}}\n\n',
    },
    kind: 'quota-exhausted',
  },
  {
    title: 'OpenAI: response.incomplete by the filter',
    provider: 'openai',
    failure: {
      status: 200,
      body: 'data: {"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}}\n\n',
    },
    kind: 'content-filter',
  },
  {
    title: 'OpenAI: an error event',
    provider: 'openai',
    failure: {
      status: 200,
      body: 'event: error\ndata: {"type":"error","error":{"type":"server_error","code":"server_is_overloaded","message":"Our servers are currently overloaded. Please try again later.","param":null}}\n\n',
    },
    kind: 'overloaded',
  },
  {
    title: 'Codex: usage limit with days',
    provider: 'openai',
    failure: new Error("You've hit your usage limit. Upgrade to Pro or try again in 5 days 10 hours."),
    kind: 'weekly-limit',
    retryAfterMs: 468_000_000,
    retryable: false,
  },
  {
    title: 'Azure: APIM',
    provider: 'azure',
    failure: http(429, { statusCode: 429, message: 'Rate limit is exceeded. Try again in 5 seconds.' }),
    kind: 'rate-limit',
    retryAfterMs: 5_000,
  },
  {
    title: 'Azure: high demand',
    provider: 'azure',
    failure: openai(
      429,
      'The system is currently experiencing high demand and cannot process your request. Your request exceeds the maximum usage size allowed during peak load.',
      { code: 'too_many_requests', type: 'too_many_requests' },
    ),
    kind: 'overloaded',
  },

  {
    title: 'OpenRouter: free models per day, reset in ms',
    provider: 'openrouter',
    failure: http(429, {
      error: {
        message: 'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
        code: 429,
        metadata: {
          headers: { 'X-RateLimit-Limit': '50', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1777420800000' },
          provider_name: null,
        },
      },
      user_id: 'user_x',
    }),
    kind: 'daily-limit',
    resetsAt: '2026-04-29T00:00:00Z',
    rotateKey: true,
  },
  {
    title: 'OpenRouter: weekly key limit',
    provider: 'openrouter',
    failure: http(403, {
      error: {
        message: 'Key limit exceeded (weekly limit). Manage it using https://openrouter.ai/settings/keys',
        code: 403,
      },
    }),
    kind: 'weekly-limit',
  },
  {
    title: 'OpenRouter: Google inside',
    provider: 'openrouter',
    failure: http(429, {
      error: {
        message: 'Provider returned error',
        code: 429,
        metadata: {
          raw: '{\n  "error": {\n    "code": 429,\n    "message": "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.",\n    "status": "RESOURCE_EXHAUSTED"\n  }\n}\n',
          provider_name: 'Google AI Studio',
        },
      },
    }),
    kind: 'rate-limit',
    rotateKey: false,
  },
  {
    title: 'OpenRouter: no endpoints',
    provider: 'openrouter',
    failure: http(404, { error: { message: 'No endpoints found for acme/none:free.', code: 404 } }),
    kind: 'model-not-found',
  },
  {
    title: 'OpenRouter: no tools',
    provider: 'openrouter',
    failure: http(404, {
      error: {
        message:
          'No endpoints found that support tool use. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing',
        code: 404,
      },
    }),
    kind: 'invalid-request',
  },
  {
    title: 'OpenRouter: choices[0].error in 200',
    provider: 'openrouter',
    failure: http(200, {
      id: 'gen-1',
      choices: [
        {
          error: { code: 502, message: 'Provider disconnected' },
          finish_reason: 'error',
          message: { role: 'assistant', content: 'half a' },
        },
      ],
    }),
    kind: 'server-error',
  },
  {
    title: 'OpenRouter: prompt over the budget',
    provider: 'openrouter',
    failure: http(402, {
      error: {
        message:
          'Prompt tokens limit exceeded: 69120 > 36608. To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account',
        code: 402,
      },
    }),
    kind: 'quota-exhausted',
  },

  {
    title: 'Groq: tokens per day',
    provider: 'groq',
    failure: openai(
      429,
      'Rate limit reached for model `llama-3.3-70b-versatile` in organization `org_x` service tier `on_demand` on tokens per day (TPD): Limit 100000, Used 97050, Requested 3619. Please try again in 9m38.016s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
    kind: 'daily-limit',
    retryAfterMs: 578_016,
    retryable: true,
  },
  {
    title: 'Groq: one request larger than the quota',
    provider: 'groq',
    failure: openai(
      429,
      'Rate limit reached for model `x` on tokens per minute (TPM): Limit 6000, Used 0, Requested 12328. Please try again in 1m3.28s.',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
    kind: 'context-length',
    retryable: false,
    rotateKey: false,
  },
  {
    title: 'Groq: decommissioned',
    provider: 'groq',
    failure: openai(
      400,
      'The model `llama3-8b-8192` has been decommissioned and is no longer supported. Please refer to https://console.groq.com/docs/deprecations',
      { type: 'invalid_request_error', code: 'model_decommissioned' },
    ),
    kind: 'model-not-found',
  },
  {
    title: 'Mistral: context',
    provider: 'mistral',
    failure: http(400, {
      object: 'error',
      message: 'Prompt contains 33168 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_prompt_too_long',
      code: '3051',
    }),
    kind: 'context-length',
  },
  {
    title: 'Mistral: validation',
    provider: 'mistral',
    failure: http(422, {
      object: 'error',
      message: {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'x'],
            msg: 'Extra inputs are not permitted',
            input: 'rate limit exceeded',
          },
        ],
      },
      type: 'invalid_request_error',
    }),
    kind: 'invalid-request',
  },
  {
    title: 'Cerebras: queue',
    provider: 'cerebras',
    failure: http(429, {
      message: "We're experiencing high traffic right now! Please try again soon.",
      type: 'too_many_requests_error',
      param: 'queue',
      code: 'queue_exceeded',
    }),
    kind: 'overloaded',
  },
  {
    title: 'Cerebras: tokens per day',
    provider: 'cerebras',
    failure: http(429, {
      message: 'Tokens per day limit exceeded - too many tokens processed.',
      type: 'too_many_tokens_error',
      param: 'quota',
      code: 'token_quota_exceeded',
    }),
    kind: 'daily-limit',
    retryable: false,
  },
  {
    title: 'xAI: new team',
    provider: 'xai',
    failure: http(403, {
      code: 'The caller does not have permission to execute the specified operation',
      error:
        "Your newly created team doesn't have any credits or licenses yet. You can purchase those on https://console.x.ai/team/x.",
    }),
    kind: 'quota-exhausted',
  },
  {
    title: 'xAI: wrong key',
    provider: 'xai',
    failure: http(400, {
      code: 'Client specified an invalid argument',
      error: 'Incorrect API key provided: xx. You can obtain an API key from https://console.x.ai.',
    }),
    kind: 'authentication',
  },
  {
    title: 'xAI: model of another team',
    provider: 'xai',
    failure: http(404, {
      code: 'Some requested entity was not found',
      error: 'The model grok-9 does not exist or your team 16f2151a does not have access to it.',
    }),
    kind: 'model-not-found',
    rotateKey: true,
  },
  {
    title: 'NVIDIA: end of life',
    provider: 'nvidia',
    failure: http(410, {
      type: 'urn:nvcf-worker-service:problem-details:gone',
      title: 'Gone',
      status: 410,
      detail:
        "The model 'meta/llama-x' has reached its end of life on 2026-05-01T00:00:00Z and is no longer available.",
    }),
    kind: 'model-not-found',
  },
  {
    title: 'NVIDIA: flat 429',
    provider: 'nvidia',
    failure: http(429, { status: 429, title: 'Too Many Requests' }),
    kind: 'rate-limit',
  },
  {
    title: 'Hugging Face: loading',
    provider: 'huggingface',
    failure: http(503, { error: 'Model x/y is currently loading', estimated_time: 20.0 }),
    kind: 'overloaded',
    retryAfterMs: 20_000,
  },
  {
    title: 'Hugging Face: credits of the month',
    provider: 'huggingface',
    failure: http(402, {
      error:
        'You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO to get 20x more monthly included credits.',
    }),
    kind: 'monthly-limit',
  },
  {
    title: 'TGI: tokens',
    provider: 'huggingface',
    failure: http(422, {
      error:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 500 `max_new_tokens`',
      error_type: 'validation',
    }),
    kind: 'context-length',
  },
  {
    title: 'Cohere: trial key',
    provider: 'cohere',
    failure: http(429, {
      message:
        'You are using a Trial key, which is limited to 1000 API calls / month. You can continue to use the Trial key for free or upgrade to a Production key with higher rate limits.',
    }),
    kind: 'monthly-limit',
  },
  {
    title: 'MiniMax: 200 with base_resp',
    provider: 'minimax',
    failure: http(200, { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }),
    kind: 'quota-exhausted',
  },
  {
    title: 'MiniMax: 500 for no money',
    provider: 'minimax',
    failure: http(500, {
      type: 'error',
      error: { type: 'api_error', message: 'insufficient balance (1008)' },
      request_id: 'x',
    }),
    kind: 'quota-exhausted',
    retryable: false,
  },
  {
    title: 'MiniMax: five hours',
    provider: 'minimax',
    failure: http(429, {
      type: 'error',
      error: {
        type: 'rate_limit_error',
        message:
          'usage limit exceeded, 5-hour usage limit reached for Token Plan Starter (0/0 used), resets at 2026-05-15T15:00:00Z (2056)',
      },
    }),
    kind: 'hourly-limit',
    resetsAt: '2026-05-15T15:00:00Z',
  },
  {
    title: 'OpenGateway: a window of hours',
    provider: 'opengateway',
    failure: http(402, {
      error: {
        message:
          'Free quota used (30 requests / 5h). Resets at 10:00 UTC. Top up for unlimited access at https://example.com/credits.',
        type: 'insufficient_quota',
        code: 'free_quota_exceeded',
      },
    }),
    kind: 'hourly-limit',
  },
  {
    title: 'Z.ai: five hours, English',
    provider: 'zai',
    failure: http(429, {
      error: { code: '1308', message: 'Usage limit reached for 5 hour. Your limit will reset at 2026-09-04 19:01:25' },
    }),
    kind: 'hourly-limit',
  },
  {
    title: 'Z.ai: week',
    provider: 'zai',
    failure: http(429, {
      error: { code: '1310', message: 'Weekly/Monthly Limit Exhausted. Your limit will reset at 2026-01-20 10:15:11' },
    }),
    kind: 'weekly-limit',
    retryable: false,
  },
  {
    title: 'Z.ai: no package',
    provider: 'zai',
    failure: http(429, {
      error: { code: '1113', message: 'Insufficient balance or no resource package. Please recharge.' },
    }),
    kind: 'quota-exhausted',
  },
  {
    title: 'Moonshot: concurrency',
    provider: 'moonshot',
    failure: http(429, {
      error: {
        message:
          'Your account org-x <ak-y> request reached organization max concurrency: 1, please try again after 1 seconds',
        type: 'rate_limit_reached_error',
      },
    }),
    kind: 'concurrency-limit',
    retryAfterMs: 1_000,
  },
  {
    title: 'DashScope: content',
    provider: 'dashscope',
    failure: openai(400, 'Input data may contain inappropriate content.', {
      type: 'data_inspection_failed',
      code: 'data_inspection_failed',
    }),
    kind: 'content-filter',
  },
  {
    title: 'SiliconFlow: balance',
    provider: 'siliconflow',
    failure: http(403, { code: 30001, message: 'Sorry, your account balance is insufficient', data: null }),
    kind: 'quota-exhausted',
  },
  {
    title: 'SiliconFlow: overload',
    provider: 'siliconflow',
    failure: http(503, { code: 50505, message: 'Model service overloaded. Please try again later.', data: null }),
    kind: 'overloaded',
  },
  {
    title: 'DeepSeek: busy',
    provider: 'deepseek',
    failure: openai(
      503,
      'Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.',
      { type: 'service_unavailable_error' },
    ),
    kind: 'overloaded',
  },
  {
    title: 'GitHub: day',
    provider: 'github-models',
    failure: http(429, {
      error: {
        code: 'RateLimitReached',
        message:
          'Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 12345 seconds before retrying.',
      },
    }),
    kind: 'daily-limit',
    retryAfterMs: 12_345_000,
    retryable: true,
  },
  {
    title: 'GitHub: concurrency',
    provider: 'github-models',
    failure: http(429, {
      error: {
        code: 'RateLimitReached',
        message: 'Rate limit of 2 per 0s exceeded for UserConcurrentRequests. Please wait 0 seconds before retrying.',
      },
    }),
    kind: 'concurrency-limit',
  },
  {
    title: 'Anthropic: plan window in headers',
    provider: 'anthropic',
    failure: http(
      429,
      {
        type: 'error',
        error: {
          type: 'rate_limit_error',
          message: "This request would exceed your account's rate limit. Please try again later.",
        },
      },
      {
        'anthropic-ratelimit-unified-5h-status': 'rejected',
        'anthropic-ratelimit-unified-5h-reset': '1784200000',
        'anthropic-ratelimit-unified-7d-status': 'allowed',
        'anthropic-ratelimit-unified-7d-reset': '1784600000',
        'retry-after': '13262',
      },
    ),
    kind: 'hourly-limit',
    retryAfterMs: 13_262_000,
  },
  {
    title: 'Anthropic: unknown model',
    provider: 'anthropic',
    failure: http(404, { type: 'error', error: { type: 'not_found_error', message: 'model: claude-none' } }),
    kind: 'model-not-found',
  },
  {
    title: 'Anthropic: per-minute',
    provider: 'anthropic',
    failure: http(429, {
      type: 'error',
      error: {
        type: 'rate_limit_error',
        message:
          'Number of request tokens has exceeded your per-minute rate limit (https://docs.anthropic.com/en/api/rate-limits); see the response headers for current usage.',
      },
    }),
    kind: 'rate-limit',
  },
  {
    title: 'Claude Code: epoch',
    provider: 'anthropic',
    failure: 'Claude AI usage limit reached|1762952400',
    kind: 'hourly-limit',
    resetsAt: '2025-11-12T13:00:00Z',
  },
  {
    title: 'LM Studio: context',
    provider: 'lmstudio',
    failure: http(400, {
      error:
        'Trying to keep the first 6547 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    }),
    kind: 'context-length',
  },
  {
    title: 'llama.cpp: key',
    provider: 'llama.cpp',
    failure: http(401, { error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } }),
    kind: 'authentication',
  },
  {
    title: 'vLLM: unknown model',
    provider: 'vllm',
    failure: http(404, {
      object: 'error',
      message: 'The model `none` does not exist.',
      type: 'NotFoundError',
      param: null,
      code: 404,
    }),
    kind: 'model-not-found',
  },
  {
    title: 'Cloudflare: neurons',
    provider: 'cloudflare',
    failure: http(429, {
      errors: [
        {
          message:
            'AiError: AiError: you have used up your daily free allocation of 10,000 neurons, please upgrade to continue',
          code: 4006,
        },
      ],
      success: false,
      result: {},
      messages: [],
    }),
    kind: 'daily-limit',
  },

  {
    title: 'Gemini: several quotas at once, the day wins',
    provider: 'gemini',
    failure: http(429, {
      error: {
        code: 429,
        message: 'You exceeded your current quota. Please retry in 12.5s.',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
            violations: [
              { quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier', quotaValue: '10' },
              { quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: '250' },
            ],
          },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12s' },
        ],
      },
    }),
    kind: 'daily-limit',
    retryAfterMs: 12_500,
    retryable: false,
  },
  {
    title: 'Gemini: per day in words',
    provider: 'gemini',
    failure: http(429, {
      error: {
        code: 429,
        message:
          "Quota exceeded for quota metric 'Gemini 2.5 Pro Requests' and limit 'Gemini 2.5 Pro Requests per day per user per tier' of service 'cloudcode-pa.googleapis.com' for consumer 'project_number:1'.",
        errors: [{ message: 'x', domain: 'global', reason: 'rateLimitExceeded' }],
        status: 'RESOURCE_EXHAUSTED',
      },
    }),
    kind: 'daily-limit',
    retryable: false,
  },
  {
    title: 'Gemini: per minute, from Python',
    provider: 'gemini',
    failure:
      '429 Quota exceeded for aiplatform.googleapis.com/generate_content_requests_per_minute_per_project_per_base_model with base model: gemini-pro. Please submit a quota increase request.',
    kind: 'rate-limit',
  },
  {
    title: 'Gemini: Python dictionary',
    provider: 'gemini',
    failure: new Error(
      "429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': 'You exceeded your current quota', 'status': 'RESOURCE_EXHAUSTED', 'details': [{'@type': 'type.googleapis.com/google.rpc.QuotaFailure', 'violations': [{'quotaId': 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', 'quotaValue': '20'}]}, {'@type': 'type.googleapis.com/google.rpc.RetryInfo', 'retryDelay': '37s'}]}}",
    ),
    kind: 'daily-limit',
    retryAfterMs: 37_000,
    retryable: false,
  },
  {
    title: 'Gemini: cut off in the middle',
    provider: 'gemini',
    failure: http(
      429,
      '{\n  "error": {\n    "code": 429,\n    "message": "You exceeded your current quota, please check your plan and billing details.",\n    "status": "RESOURCE_EXHAUSTED",\n    "details": [\n      {\n        "@type": "type.googleapis.com/google.rpc.QuotaFailure",\n        "violations": [\n          {\n            "quotaId": "GenerateRequestsPerDayPer',
    ),
    kind: 'daily-limit',
  },
  {
    title: 'Gemini: referrer',
    provider: 'gemini',
    failure: http(403, {
      error: {
        code: 403,
        message: 'Requests from referer <empty> are blocked.',
        status: 'PERMISSION_DENIED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_HTTP_REFERRER_BLOCKED' }],
      },
    }),
    kind: 'permission',
    rotateKey: true,
  },
  {
    title: 'Gemini: disabled API',
    provider: 'gemini',
    failure: new Error(
      '[GoogleGenerativeAI Error]: Error fetching from https://generativelanguage.googleapis.com/v1beta/models/x:generateContent: [403 Forbidden] Generative Language API has not been used in project 1 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis then retry. [{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED"}]',
    ),
    kind: 'permission',
  },
  {
    title: 'Gemini: old users only',
    provider: 'gemini',
    failure: http(404, {
      error: {
        code: 404,
        message:
          'This model models/gemini-2.0-flash is no longer available to new users. Please update your code to use a newer model.',
        status: 'NOT_FOUND',
      },
    }),
    kind: 'model-not-found',
    rotateKey: true,
  },
  {
    title: 'Gemini: free tier of a country',
    provider: 'gemini',
    failure: http(400, {
      error: {
        code: 400,
        message:
          'Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.',
        status: 'FAILED_PRECONDITION',
      },
    }),
    kind: 'permission',
  },
  {
    title: 'Gemini: unavailable',
    provider: 'gemini',
    failure: http(503, {
      error: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' },
    }),
    kind: 'overloaded',
  },
  {
    title: 'Gemini: deadline',
    provider: 'gemini',
    failure: http(504, {
      error: { code: 504, message: 'The request timed out. Please try again.', status: 'DEADLINE_EXCEEDED' },
    }),
    kind: 'timeout',
  },
  {
    title: 'Gemini: bare error after good chunks',
    provider: 'gemini',
    failure: {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: 'data: {"candidates": [{"content": {"parts": [{"text": "Once"}],"role": "model"}}]}\r\n\r\n{\n  "error": {\n    "code": 503,\n    "message": "The model is overloaded. Please try again later.",\n    "status": "UNAVAILABLE"\n  }\n}\n',
    },
    kind: 'overloaded',
  },
  {
    title: 'OpenRouter: an unpaid key of the caller’s own behind it',
    provider: 'openai-compatible',
    failure: http(429, {
      error: {
        message: 'Provider returned error',
        code: 429,
        metadata: {
          raw: '{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}}',
          provider_name: 'OpenAI',
          is_byok: true,
        },
      },
    }),
    kind: 'quota-exhausted',
    retryable: false,
  },
  {
    title: 'OpenRouter: an upstream overloaded, inside a choice',
    provider: 'openai-compatible',
    failure: http(200, { choices: [{ error: { code: 502, message: 'Upstream error from Chutes: overloaded' } }] }),
    kind: 'overloaded',
  },
  {
    title: 'Copilot: the month is used up',
    provider: 'openai',
    failure: http(402, { error: { code: 'quota_exceeded', message: 'You have no quota' } }),
    kind: 'monthly-limit',
    retryable: false,
    rotateKey: true,
  },
  {
    title: 'a status in angle brackets',
    provider: 'openai-compatible',
    failure: { name: 'Error', message: '<429> InternalError.Algo.Something: no more for now' },
    kind: 'rate-limit',
  },
  {
    title: 'the phrase of a status and nothing else',
    provider: 'openai-compatible',
    failure: { name: 'AI_APICallError', message: 'Service Unavailable' },
    kind: 'overloaded',
  },
  {
    title: 'Gemini: Interactions, the day',
    provider: 'gemini',
    failure: http(429, { error: { code: 'quota_exceeded', message: 'Quota exceeded.' } }),
    kind: 'daily-limit',
  },
  {
    title: 'Gemini: Interactions, the minute',
    provider: 'gemini',
    failure: http(429, { error: { code: 'rate_limit_exceeded', message: 'Too many requests.' } }),
    kind: 'rate-limit',
  },
  {
    title: 'Gemini: blocked prompt',
    provider: 'gemini',
    failure: http(200, {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 9 },
    }),
    kind: 'content-filter',
  },
  {
    title: 'Gemini: the SDK before 1.6 lost the network',
    provider: 'gemini',
    failure: new Error('exception TypeError: fetch failed sending request'),
    kind: 'network',
  },

  {
    title: 'axios: aborted by its timeout',
    failure: Object.assign(new Error('timeout of 60000ms exceeded'), { name: 'AxiosError', code: 'ECONNABORTED' }),
    kind: 'timeout',
  },
  {
    title: 'axios: a response inside',
    failure: Object.assign(new Error('Request failed with status code 429'), {
      name: 'AxiosError',
      code: 'ERR_BAD_REQUEST',
      response: { status: 429, headers: { 'Retry-After': '7' }, data: { error: { message: 'slow down' } } },
    }),
    kind: 'rate-limit',
    retryAfterMs: 7_000,
  },
  {
    title: 'AI SDK: statusCode and responseBody',
    failure: Object.assign(new Error('Too Many Requests'), {
      name: 'AI_APICallError',
      statusCode: 429,
      responseHeaders: { 'retry-after': '3' },
      responseBody:
        '{"error":{"message":"Rate limit reached for gpt-4o on requests per day (RPD): Limit 200, Used 200, Requested 1.","type":"requests","code":"rate_limit_exceeded"}}',
    }),
    kind: 'daily-limit',
    retryAfterMs: 3_000,
    retryable: true,
  },
  {
    title: 'AI SDK: retries used',
    failure: Object.assign(new Error('Failed after 3 attempts. Last error: Overloaded'), {
      name: 'AI_RetryError',
      reason: 'maxRetriesExceeded',
      lastError: Object.assign(new Error('Overloaded'), {
        name: 'AI_APICallError',
        statusCode: 529,
        responseBody: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
      }),
    }),
    kind: 'overloaded',
  },
  {
    title: 'AggregateError of both stacks',
    failure: Object.assign(new TypeError('fetch failed'), {
      cause: new AggregateError([
        Object.assign(new Error('connect ECONNREFUSED ::1:11434'), { code: 'ECONNREFUSED' }),
        Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:11434'), { code: 'ECONNREFUSED' }),
      ]),
    }),
    kind: 'network',
  },
  {
    title: 'a DOMException of a caller',
    failure: new DOMException('This operation was aborted', 'AbortError'),
    kind: 'cancelled',
    retryable: false,
  },
  {
    title: 'a DOMException of a timeout',
    failure: new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
    kind: 'timeout',
  },
  {
    title: 'undici: socket',
    failure: Object.assign(new TypeError('terminated'), {
      cause: Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' }),
    }),
    kind: 'network',
  },
  {
    title: 'a programming error',
    failure: new TypeError('client.chatt is not a function'),
    kind: 'unknown',
    retryable: false,
  },
  {
    title: 'an expired certificate',
    failure: Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' }),
    }),
    kind: 'network',
    retryable: false,
  },
  {
    title: 'a page that refuses the address',
    failure: { status: 429, body: '<html><head><title>Sorry...</title></head><body>automated queries</body></html>' },
    kind: 'rate-limit',
    rotateKey: false,
  },
  {
    title: 'Codex: the stream broke off',
    failure: new Error('stream disconnected before completion: stream closed before response.completed'),
    kind: 'invalid-response',
  },
  {
    title: 'HTTP 200 and nothing',
    failure: { status: 200, headers: {}, body: '' },
    kind: 'invalid-response',
    retryable: true,
  },
  { title: 'nothing at all', failure: undefined, kind: 'unknown' },
  {
    title: 'Mistral: the plan ended',
    provider: 'mistral',
    failure: http(402, { detail: 'Inactive subscription or usage limit reached' }),
    kind: 'quota-exhausted',
    rotateKey: true,
  },
  {
    title: 'GitHub Models: the budget of a month',
    provider: 'github-models',
    failure: http(403, {
      error: { code: 'budget_limit', message: 'You have reached your budget limit for this month.' },
    }),
    kind: 'monthly-limit',
    rotateKey: true,
  },
  {
    title: 'Fireworks: an account that is suspended for money',
    provider: 'fireworks',
    failure: http(412, {
      error: {
        message: 'Account is suspended due to reaching the monthly spending limit or failure to pay past invoices',
        code: 'PRECONDITION_FAILED',
      },
    }),
    kind: 'quota-exhausted',
    rotateKey: true,
  },
  {
    title: 'OpenAI: no room on the flexible tier',
    provider: 'openai',
    failure: openai(429, 'Resource unavailable. The service tier flex does not have capacity right now.', {
      code: 'resource_unavailable',
    }),
    kind: 'overloaded',
    rotateKey: false,
  },
  {
    title: 'Cohere: too long by so many',
    failure: http(400, {
      message:
        'too many tokens: size limit exceeded by 11326 tokens. Try using shorter or fewer inputs. The limit for this model is 128000 tokens.',
    }),
    kind: 'context-length',
  },
  {
    title: 'vLLM: the decoder prompt',
    provider: 'vllm',
    failure: http(400, {
      object: 'error',
      message: 'The decoder prompt (length 40123) is longer than the maximum model length of 32768.',
      type: 'BadRequestError',
      code: 400,
    }),
    kind: 'context-length',
  },
  {
    title: 'Replicate: expected available',
    failure: http(429, { detail: 'Request was throttled. Expected available in 9 seconds.' }),
    kind: 'rate-limit',
    retryAfterMs: 9_000,
  },
  {
    title: 'Bedrock: the session ended',
    failure: http(403, { message: 'The security token included in the request is expired' }),
    kind: 'authentication',
    rotateKey: true,
  },
  {
    title: 'llama.cpp: a model without eyes',
    provider: 'llama-cpp',
    failure: http(500, {
      error: {
        code: 500,
        message: 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj',
        type: 'server_error',
      },
    }),
    kind: 'invalid-request',
  },
  {
    title: 'Ollama: a model that is too new to be pulled',
    provider: 'ollama',
    failure: pull(
      'pull model manifest: 412: \n\nThe model you are attempting to pull requires a newer version of Ollama.',
    ),
    kind: 'invalid-request',
    retryable: false,
  },
  {
    title: 'Ollama: a repository without a GGUF',
    provider: 'ollama',
    failure: pull('pull model manifest: 400: {"error":"Repository is not GGUF or is not compatible with llama.cpp"}'),
    kind: 'invalid-request',
  },
  {
    title: 'Ollama: a daemon without its key',
    provider: 'ollama',
    failure: pull('pull model manifest: ssh: no key found'),
    kind: 'authentication',
    rotateKey: false,
  },
  {
    title: 'Ollama: the registry goes silent',
    provider: 'ollama',
    failure: pull(
      'pull model manifest: Get "https://registry.ollama.ai/v2/library/x/manifests/latest": context deadline exceeded',
    ),
    kind: 'timeout',
  },
  {
    title: 'Ollama: a download that breaks off',
    provider: 'ollama',
    failure: pull('unexpected EOF'),
    kind: 'network',
    retryable: true,
  },
  {
    title: 'Ollama: numbers that no JSON can hold',
    provider: 'ollama',
    failure: http(500, { error: 'failed to encode response: json: unsupported value: NaN' }),
    kind: 'server-error',
    retryable: true,
  },
  {
    title: 'Ollama: more layers than memory',
    provider: 'ollama',
    failure: http(500, { error: 'memory layout cannot be allocated with num_gpu = 65' }),
    kind: 'insufficient-resources',
  },
  {
    title: 'OpenAI: flex processing without resources',
    provider: 'openai',
    failure: openai(429, 'Resource temporarily unavailable', { code: 'resource_unavailable' }),
    kind: 'overloaded',
    rotateKey: false,
  },
  {
    title: 'Gemini: aborted on the other side',
    provider: 'gemini',
    failure: http(409, { error: { code: 409, message: 'The operation was aborted.', status: 'ABORTED' } }),
    kind: 'server-error',
    retryable: true,
  },
  {
    title: 'a gateway that answers 500 for a key that its upstream refuses',
    failure: http(502, { error: { message: 'Upstream error: 401 Unauthorized', type: 'proxy_error' } }),
    kind: 'authentication',
  },
  {
    title: 'urllib3: too many limits',
    failure: new Error(
      "HTTPSConnectionPool(host='llm.example', port=443): Max retries exceeded with url: /v1/chat/completions (Caused by ResponseError('too many 429 error responses'))",
    ),
    kind: 'rate-limit',
  },
  {
    title: 'urllib3: nobody there',
    failure: new Error(
      "HTTPConnectionPool(host='localhost', port=11434): Max retries exceeded with url: /api/chat (Caused by NewConnectionError('Failed to establish a new connection'))",
    ),
    kind: 'network',
  },
  {
    title: 'Codex: the reason stands behind the broken stream',
    failure: new Error('stream disconnected before completion: The model `gpt-9` does not exist'),
    kind: 'model-not-found',
  },
  {
    title: "Google's library finds no credentials",
    failure: new Error(
      'Could not load the default credentials. Browse to https://cloud.google.com/docs/authentication/getting-started for more information.',
    ),
    kind: 'authentication',
    retryable: false,
  },
  {
    title: "AWS' library finds no credentials",
    failure: new Error('Unable to locate credentials. You can configure credentials by running aws configure.'),
    kind: 'authentication',
    retryable: false,
  },
  {
    title: "OpenAI's SDK without a key",
    failure: new Error(
      'The OPENAI_API_KEY environment variable is missing or empty; either provide it, or instantiate the OpenAI client with an apiKey option.',
    ),
    kind: 'authentication',
    retryable: false,
  },
  {
    title: "Anthropic's SDK without a key",
    failure: new Error('Could not resolve authentication method. Expected either apiKey or authToken to be set.'),
    kind: 'authentication',
    retryable: false,
  },
  {
    title: "Google's SDK without a key",
    failure: new Error('API key must be set when using the Gemini API.'),
    kind: 'authentication',
    retryable: false,
  },
  {
    title: 'a redirect that is not followed',
    failure: http(308, '', { location: 'https://llm.example/v1/' }),
    kind: 'network',
    rotateKey: false,
    retryable: true,
  },
];
