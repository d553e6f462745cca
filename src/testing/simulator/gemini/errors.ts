import type { QuotaRefusal } from '../quota.js';
import type { ErrorContext, WireErrors, WireReply } from '../wire-format.js';

interface GoogleError {
  readonly code: number;
  readonly message: string;
  readonly status: string;
  readonly details?: readonly unknown[];
}

const RPC = 'type.googleapis.com/google.rpc.';
const SERVICE = 'generativelanguage.googleapis.com';
const LIMITS_URL = 'https://ai.google.dev/gemini-api/docs/rate-limits';

function failure(error: GoogleError): WireReply {
  return {
    status: error.code,
    headers: { 'content-type': 'application/json; charset=UTF-8', server: 'scaffolding on HTTPServer2' },
    body: `${JSON.stringify({ error }, null, 2)}\n`,
  };
}

const errorInfo = (reason: string, metadata: Readonly<Record<string, string>> = {}): unknown => ({
  '@type': `${RPC}ErrorInfo`,
  reason,
  domain: 'googleapis.com',
  metadata: { service: SERVICE, ...metadata },
});
const localized = (message: string): unknown => ({ '@type': `${RPC}LocalizedMessage`, locale: 'en-US', message });
const retryInfo = (retryDelay: string): unknown => ({ '@type': `${RPC}RetryInfo`, retryDelay });

const OVERLOADED: GoogleError = {
  code: 503,
  message: 'The model is overloaded. Please try again later.',
  status: 'UNAVAILABLE',
};

/** The ways of the free tier to name a quota; the window stands in the identifier alone. */
const QUOTAS = {
  requests: {
    metric: 'generate_content_free_tier_requests',
    id: (window: string) => `GenerateRequestsPer${window}PerProjectPerModel-FreeTier`,
  },
  tokens: {
    metric: 'generate_content_free_tier_input_token_count',
    id: (window: string) => `GenerateContentInputTokensPerModelPer${window}-FreeTier`,
  },
} as const;

type NamedRefusal = QuotaRefusal & { readonly metric: 'requests' | 'tokens'; readonly window: 'minute' | 'day' };

const isNamed = (refusal: QuotaRefusal): refusal is NamedRefusal =>
  refusal.metric !== 'concurrency' && (refusal.window === 'minute' || refusal.window === 'day');

function quotaFailure(refusals: readonly NamedRefusal[], { model, nowMs }: ErrorContext): WireReply {
  const lines = refusals.map(
    ({ metric, limit }) =>
      `* Quota exceeded for metric: ${SERVICE}/${QUOTAS[metric].metric}, limit: ${limit}, model: ${model}`,
  );
  const violations = refusals.map(({ metric, window, limit }) => ({
    quotaMetric: `${SERVICE}/${QUOTAS[metric].metric}`,
    quotaId: QUOTAS[metric].id(window === 'day' ? 'Day' : 'Minute'),
    quotaDimensions: { location: 'global', model },
    // A tier that doesn't have the model shows no value.
    ...(limit === 0 ? {} : { quotaValue: String(limit) }),
  }));
  const delayMs = statedDelayMs(refusals, nowMs);
  const wait = delayMs === undefined ? '' : `\nPlease retry in ${exactDelay(delayMs)}.`;
  return failure({
    code: 429,
    message:
      'You exceeded your current quota, please check your plan and billing details. For more information on this error, ' +
      `head to: ${LIMITS_URL}. To monitor your current usage, head to: https://ai.dev/rate-limit. \n${lines.join('\n')}${wait}`,
    status: 'RESOURCE_EXHAUSTED',
    details: [
      { '@type': `${RPC}Help`, links: [{ description: 'Learn more about Gemini API quotas', url: LIMITS_URL }] },
      { '@type': `${RPC}QuotaFailure`, violations },
      // The field is cut to whole seconds, the text is not: who waits for the field alone comes up to a second early.
      ...(delayMs === undefined ? [] : [retryInfo(`${Math.floor(delayMs / 1_000)}s`)]),
    ],
  });
}

/** A quota of a day comes with a delay of seconds, which is no time at which it comes back. */
function statedDelayMs(refusals: readonly NamedRefusal[], nowMs: number): number | undefined {
  const [first] = refusals;
  if (first === undefined || !first.statesRetryAfter) return undefined;
  const isMisleading = first.window === 'day' || first.limit === 0;
  return isMisleading ? 60_000 - (nowMs % 60_000) : first.retryInMs;
}

function exactDelay(delayMs: number): string {
  return delayMs < 1_000 ? `${delayMs}ms` : `${delayMs / 1_000}s`;
}

/** Quotas of several hours and more are those of Google's Code Assist, which states the time. */
function codeAssistFailure({ retryInMs, statesRetryAfter }: QuotaRefusal, { model, nowMs }: ErrorContext): WireReply {
  const seconds = Math.ceil(retryInMs / 1_000);
  const delay = `${Math.floor(seconds / 3_600)}h${Math.floor(seconds / 60) % 60}m${seconds % 60}s`;
  const resetAt = new Date(nowMs + seconds * 1_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const stated = statesRetryAfter ? { quotaResetDelay: delay, quotaResetTimeStamp: resetAt } : {};
  const info = {
    '@type': `${RPC}ErrorInfo`,
    reason: 'QUOTA_EXHAUSTED',
    domain: 'cloudcode-pa.googleapis.com',
    metadata: { ...stated, model },
  };
  return failure({
    code: 429,
    message: `You have exhausted your capacity on this model.${statesRetryAfter ? ` Your quota will reset after ${delay}.` : ''}`,
    status: 'RESOURCE_EXHAUSTED',
    details: [info, ...(statesRetryAfter ? [retryInfo(`${seconds}s`)] : [])],
  });
}

const MONTHLY_CAP: GoogleError = {
  code: 429,
  message:
    'Your billing account has exceeded its monthly spending cap. Please go to AI Studio at https://aistudio.google.com to ' +
    'manage your billing. Learn more at https://ai.google.dev/gemini-api/docs/billing.',
  status: 'RESOURCE_EXHAUSTED',
};
const EXHAUSTED: GoogleError = {
  code: 429,
  message: 'Resource has been exhausted (e.g. check quota).',
  status: 'RESOURCE_EXHAUSTED',
};
const INTERNAL: GoogleError = {
  code: 500,
  message:
    'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  status: 'INTERNAL',
};
const STATUSES: Readonly<Record<number, GoogleError>> = {
  400: { code: 400, message: 'Request contains an invalid argument.', status: 'INVALID_ARGUMENT' },
  403: { code: 403, message: 'The caller does not have permission', status: 'PERMISSION_DENIED' },
  429: EXHAUSTED,
  500: INTERNAL,
  503: OVERLOADED,
  504: { code: 504, message: 'Deadline expired before operation could complete.', status: 'DEADLINE_EXCEEDED' },
};

/** Gemini's errors: https://ai.google.dev/gemini-api/docs/troubleshooting @internal */
export const geminiErrors: WireErrors = {
  missingKey: () =>
    failure({
      code: 403,
      message:
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other " +
        'form of API consumer identity to call this API.',
      status: 'PERMISSION_DENIED',
    }),
  invalidKey() {
    const message = 'API key not valid. Please pass a valid API key.';
    return failure({
      code: 400,
      message,
      status: 'INVALID_ARGUMENT',
      details: [errorInfo('API_KEY_INVALID'), localized(message)],
    });
  },
  suspendedKey({ key }) {
    // Google quotes the whole key.
    const consumer = `api_key:${key.secret ?? ''}`;
    const message = `Permission denied: Consumer '${consumer}' has been suspended.`;
    const info = errorInfo('CONSUMER_SUSPENDED', { consumer: 'projects/578829824020', containerInfo: consumer });
    return failure({ code: 403, message, status: 'PERMISSION_DENIED', details: [info, localized(message)] });
  },
  noCredit: () =>
    failure({
      code: 402,
      message:
        'Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project ' +
        'and billing. Learn more at https://ai.google.dev/gemini-api/docs/billing#prepay.',
      status: 'RESOURCE_EXHAUSTED',
    }),
  model(state, { model }) {
    switch (state) {
      case 'missing':
        return modelMissing(model);
      case 'retired':
        return failure({
          code: 404,
          message:
            `This model models/${model} is no longer available. Please update your code to use a newer model for the latest ` +
            'features and improvements.',
          status: 'NOT_FOUND',
        });
      case 'overloaded':
        return failure(OVERLOADED);
      case 'insufficient-memory':
        return failure(INTERNAL);
      default:
        return state satisfies never;
    }
  },
  overloaded: () => failure(OVERLOADED),
  contextLength: ({ limit, tokens }) =>
    failure({
      code: 400,
      message: `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${limit}).`,
      status: 'INVALID_ARGUMENT',
    }),
  quota(refusals, context) {
    const [first] = refusals;
    if (first.metric === 'concurrency') return failure(EXHAUSTED);
    if (isNamed(first)) return quotaFailure(refusals.filter(isNamed), context);
    return first.window === 'month' ? failure(MONTHLY_CAP) : codeAssistFailure(first, context);
  },
  status(status, context) {
    if (status === 404) return modelMissing(context.model);
    return failure(STATUSES[status] ?? { ...INTERNAL, code: status });
  },
  invalidRequest: (message) => failure({ code: 400, message, status: 'INVALID_ARGUMENT' }),
  unknownPath: ({ url }) => ({
    status: 404,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body:
      '<!DOCTYPE html>\n<html lang=en>\n  <title>Error 404 (Not Found)!!1</title>\n' +
      `  <p><b>404.</b> <ins>That’s an error.</ins>\n  <p>The requested URL <code>${escapeHtml(url.pathname)}</code> was not found on this server.\n`,
  }),
  payloadIn200: () => JSON.stringify({ error: OVERLOADED }, null, 2),
};

function modelMissing(model: string): WireReply {
  return failure({
    code: 404,
    message:
      `models/${model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to ` +
      'see the list of available models and their supported methods.',
    status: 'NOT_FOUND',
  });
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
