import { randomHex, randomUuid } from '../identifiers.js';
import type { QuotaRefusal } from '../quota.js';
import type { ErrorContext, WireErrors, WireReply } from '../wire-format.js';

/** The flat form of the native API, local and cloud: https://docs.ollama.com/api/errors */
function flat(status: number, message: string, headers: Readonly<Record<string, string>> = {}): WireReply {
  const contentType = 'application/json; charset=utf-8';
  return { status, headers: { 'content-type': contentType, ...headers }, body: JSON.stringify({ error: message }) };
}

const text = (status: number, body: string): WireReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

/** The cloud ends its messages with an identifier for its support. */
const withReference = (message: string, { random }: ErrorContext): string => `${message} (ref: ${randomUuid(random)})`;

/** Accounts have names that their owners chose; they stand in the messages. */
const accountName = ({ key }: ErrorContext): string => key.account.replace(/[^\w-]/g, '') || 'somebody';

const UPGRADE = 'upgrade for higher limits: https://ollama.com/upgrade';

/** The wordings of its usage limits; none of them ever names a time. https://github.com/ollama/ollama/issues/12532 */
function usageLimit({ metric, window }: QuotaRefusal, context: ErrorContext): string {
  if (metric === 'concurrency') return 'too many concurrent requests';
  const name = accountName(context);
  switch (window) {
    case 'minute':
      return 'too many requests';
    case 'hour':
      return "you've reached your hourly usage limit, please wait or upgrade to continue";
    case 'session':
      return withReference(`you (${name}) have reached your session usage limit, ${UPGRADE}`, context);
    case 'day':
      return "you've reached your daily usage limit, please wait or upgrade to continue";
    case 'week':
      return withReference(`you (${name}) have reached your weekly usage limit, ${UPGRADE}`, context);
    case 'month':
      return `you (${name}) have reached your monthly usage limit, add usage credits: https://ollama.com/settings`;
    default:
      return window satisfies never;
  }
}

/** What it says with a status. */
const STATUS_MESSAGES: Readonly<Record<number, string>> = {
  400: 'missing request body',
  401: 'unauthorized',
  403: 'this model requires a subscription, upgrade for access: https://ollama.com/upgrade',
  429: 'too many requests',
  500: 'Internal Server Error',
  502: 'upstream error',
  503: 'Server overloaded, please retry shortly',
  504: 'timed out waiting for llama runner to start - progress 0.00 - ',
};

/** Ollama's errors, local and cloud. @internal */
export const ollamaErrors: WireErrors = {
  missingKey: () => text(401, 'unauthorized\n'),
  invalidKey: () => text(401, 'unauthorized\n'),
  // It has no words of its own for a key that was revoked.
  suspendedKey: () => text(401, 'unauthorized\n'),
  noCredit: (context) =>
    flat(
      402,
      withReference(
        'this model uses extra usage only (not included plan usage) and your extra usage balance is empty, ' +
          'add extra usage or turn on auto reload at https://ollama.com/settings',
        context,
      ),
    ),
  model(state, context) {
    const { model, random } = context;
    switch (state) {
      case 'missing':
        return flat(404, `model '${model}' not found`);
      case 'retired':
        return flat(410, `${model} was retired at 2026-07-31 00:00:00 -0700 PDT (ref: ${randomHex(random, 8)})`);
      case 'overloaded':
        return flat(
          503,
          withReference(
            `model '${model}' is temporarily overloaded, please retry shortly or try a different model`,
            context,
          ),
        );
      case 'insufficient-memory':
        return flat(500, 'model requires more system memory (3.7 GiB) than is available (3.6 GiB)');
      default:
        return state satisfies never;
    }
  },
  overloaded: (context) => flat(503, withReference('Server overloaded, please retry shortly', context)),
  contextLength: () => flat(400, 'the input length exceeds the context length'),
  quota([first], context) {
    const seconds = String(Math.ceil(first.retryInMs / 1_000));
    return flat(429, usageLimit(first, context), first.statesRetryAfter ? { 'retry-after': seconds } : {});
  },
  status(status, { model }) {
    if (status === 404) return flat(404, `model '${model}' not found`);
    return flat(status, STATUS_MESSAGES[status] ?? 'Internal Server Error');
  },
  invalidRequest: (message) => flat(400, message),
  unknownPath: () => text(404, '404 page not found'),
  payloadIn200: () => JSON.stringify({ error: 'an error was encountered while running the model: unexpected EOF' }),
};
