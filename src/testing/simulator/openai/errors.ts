import { formatGoDuration } from '../go-duration.js';
import { randomHex } from '../identifiers.js';
import type { QuotaRefusal } from '../quota.js';
import type { ErrorContext, WireErrors, WireReply } from '../wire-format.js';

interface OpenAIError {
  readonly message: string;
  readonly type: string;
  readonly param?: string | null;
  readonly code: string | null;
}

/** OpenAI writes its errors with four spaces and a line feed at the end. */
function failure(status: number, error: OpenAIError, headers: Readonly<Record<string, string>> = {}): WireReply {
  const { message, type, param = null, code } = error;
  return reply(status, { error: { message, type, param, code } }, headers);
}

function reply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(body, null, 4)}\n`,
  };
}

/** A key as it is quoted: its beginning and end, the rest as stars. */
function masked(secret: string): string {
  if (secret.length < 13) return '*'.repeat(secret.length);
  return `${secret.slice(0, 8)}${'*'.repeat(secret.length - 12)}${secret.slice(-4)}`;
}

const HELP =
  'You can retry your request, or contact us through our help center at help.openai.com if the error persists.';
const SERVER_ERROR = (requestId: string): OpenAIError => ({
  message:
    `The server had an error processing your request. Sorry about that! ${HELP} ` +
    `(Please include the request ID ${requestId} in your email.)`,
  type: 'server_error',
  code: null,
});
const NO_CREDIT: OpenAIError = {
  message:
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, ' +
    'read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
  type: 'insufficient_quota',
  code: 'insufficient_quota',
};
const OVERLOADED = (random: ErrorContext['random']): OpenAIError => ({
  message:
    `That model is currently overloaded with other requests. ${HELP} ` +
    `(Please include the request ID ${randomHex(random, 32)} in your message.)`,
  type: 'server_error',
  code: null,
});
const LEARN_MORE = 'Visit https://platform.openai.com/account/rate-limits to learn more.';
const UNITS = {
  requests: { minute: 'requests per min (RPM)', hour: 'requests per hour (RPH)', day: 'requests per day (RPD)' },
  tokens: { minute: 'tokens per min (TPM)', hour: 'tokens per hour (TPH)', day: 'tokens per day (TPD)' },
} as const;

function quotaReply(refusal: QuotaRefusal, { model, nowMs }: ErrorContext): WireReply {
  const { metric, window, retryInMs } = refusal;
  if (metric === 'concurrency') {
    // OpenAI has no such limit; these are the words of a compatible vendor.
    const message =
      'High concurrency usage of this API, please reduce concurrency or contact customer service to increase limits';
    return reply(429, { error: { code: '1302', message } });
  }
  if (window === 'session' || window === 'week') {
    const resetsInSeconds = Math.ceil(retryInMs / 1_000);
    const resetsAt = Math.ceil((nowMs + retryInMs) / 1_000);
    const stated = refusal.statesRetryAfter ? { resets_at: resetsAt, resets_in_seconds: resetsInSeconds } : {};
    const error = {
      type: 'usage_limit_reached',
      message: 'The usage limit has been reached',
      plan_type: 'plus',
      ...stated,
    };
    return reply(429, { error });
  }
  // A budget of a month that is spent has no words of its own.
  if (window === 'month') return failure(429, NO_CREDIT);
  const message = rateLimitMessage(refusal, UNITS[metric][window], model);
  return failure(429, { message, type: metric, code: 'rate_limit_exceeded' }, retryHeaders(refusal));
}

function rateLimitMessage(refusal: QuotaRefusal, unit: string, model: string): string {
  const { limit, used, requested, retryInMs, neverFits, statesRetryAfter } = refusal;
  if (neverFits && limit > 0) {
    return (
      `Request too large for ${model} in organization org-simulator on ${unit}: Limit ${limit}, Requested ${requested}. ` +
      `The input or output tokens must be reduced in order to run successfully. ${LEARN_MORE}`
    );
  }
  const counts = `Limit ${limit}, Used ${Math.round(used)}, Requested ${requested}.`;
  const wait = statesRetryAfter && !neverFits ? ` Please try again in ${formatGoDuration(retryInMs)}.` : '';
  return `Rate limit reached for ${model} in organization org-simulator on ${unit}: ${counts}${wait} ${LEARN_MORE}`;
}

/** Whole seconds are rounded up, and there is none for a request that never fits. */
function retryHeaders({ retryInMs, neverFits, statesRetryAfter }: QuotaRefusal): Record<string, string> {
  if (!statesRetryAfter || neverFits) return {};
  return { 'retry-after': String(Math.ceil(retryInMs / 1_000)), 'retry-after-ms': String(Math.ceil(retryInMs)) };
}

/** OpenAI's errors: https://platform.openai.com/docs/guides/error-codes @internal */
export const openaiErrors: WireErrors = {
  missingKey: () =>
    failure(401, {
      message:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth " +
        '(i.e. Authorization: Bearer YOUR_KEY). You can obtain an API key from https://platform.openai.com/account/api-keys.',
      type: 'invalid_request_error',
      code: null,
    }),
  invalidKey: ({ key }) =>
    failure(401, {
      message:
        `Incorrect API key provided: ${masked(key.secret ?? '')}. ` +
        'You can find your API key at https://platform.openai.com/account/api-keys.',
      type: 'invalid_request_error',
      code: 'invalid_api_key',
    }),
  suspendedKey: () =>
    failure(401, {
      message:
        'The OpenAI account associated with this API key has been deactivated. If you are the developer for this OpenAI ' +
        'app, please check your email for more information. If you are seeing this error while using another app or site, ' +
        'please reach out to them for more help.',
      type: 'invalid_request_error',
      code: 'account_deactivated',
    }),
  noCredit: () => failure(429, NO_CREDIT),
  model(state, { model, random }) {
    switch (state) {
      case 'missing':
        return modelMissing(model);
      case 'retired':
        return failure(404, {
          message: `The model \`${model}\` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations`,
          type: 'invalid_request_error',
          code: 'model_not_found',
        });
      case 'overloaded':
        return failure(503, OVERLOADED(random));
      case 'insufficient-memory':
        return failure(500, SERVER_ERROR(randomHex(random, 32)));
      default:
        return state satisfies never;
    }
  },
  overloaded: ({ random }) => failure(503, OVERLOADED(random)),
  contextLength: ({ limit, tokens }) =>
    failure(400, {
      message:
        `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${tokens} tokens. ` +
        'Please reduce the length of the messages.',
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    }),
  quota: ([first], context) => quotaReply(first, context),
  status(status, context) {
    switch (status) {
      case 401:
        return openaiErrors.invalidKey(context);
      case 404:
        return modelMissing(context.model);
      case 429:
        return failure(429, {
          message: `Rate limit reached for ${context.model} in organization org-simulator.`,
          type: 'requests',
          code: 'rate_limit_exceeded',
        });
      case 503:
        return failure(503, OVERLOADED(context.random));
      default:
        if (status >= 500) return failure(status, SERVER_ERROR(randomHex(context.random, 32)));
        return failure(status, { message: 'Bad request.', type: 'invalid_request_error', code: null });
    }
  },
  invalidRequest: (message) => failure(400, { message, type: 'invalid_request_error', code: null }),
  unknownPath: ({ method, url }) =>
    failure(404, { message: `Invalid URL (${method} ${url.pathname})`, type: 'invalid_request_error', code: null }),
  payloadIn200: ({ random }) => JSON.stringify({ error: { ...SERVER_ERROR(randomHex(random, 32)), param: null } }),
};

function modelMissing(model: string): WireReply {
  return failure(404, {
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    code: 'model_not_found',
  });
}
