import { AttemptFailure } from '../../core/attempt-failure.js';
import { callAfter, systemClock } from '../../core/clock.js';
import type { AttemptContext } from '../../core/provider.js';
import type { HttpTransport } from '../../transport/http/http-transport.js';
import type { RequestHeaders } from '../../transport/http/request-headers.js';

/** A call that was refused is not held up for longer, whatever happens to the look. */
const LONGEST_LOOK_MS = 1_500;
/** The provider allows ten looks a minute, over all keys and devices: https://docs.ollama.com/api/balance.md */
const LOOK_AGAIN_MS = 15_000;
/** What it says is a few hundred characters. */
const LONGEST_ANSWER = 16_384;

const USAGE_LIMIT = /\breached your (?:(hourly|session|daily|weekly|monthly) )?usage limit\b/;

/** Looks at the balance. */
export interface BalanceLook {
  readonly transport: HttpTransport;
  /** The root of the provider. */
  readonly baseURL: string;
  readonly headers: RequestHeaders;
}

/**
 * Asks Ollama Cloud for the end of a usage limit that a refusal does not tell, once for all calls that are refused within
 * {@link LOOK_AGAIN_MS}. A look that fails, is late, or is answered in a form that nobody knows changes nothing.
 */
export class Balances {
  readonly #looks = new Map<string, { readonly at: number; readonly answer: Promise<unknown> }>();

  /** The same failure, with the time at which its limit ends where the balance tells it. */
  async complete(failure: unknown, attempt: AttemptContext, look: BalanceLook): Promise<unknown> {
    const refusal = failure instanceof AttemptFailure ? readRefusal(failure.failure) : undefined;
    if (refusal === undefined || attempt.key === undefined) return failure;
    const until = endOf(await this.#look(attempt.key, attempt, look), refusal.window);
    if (attempt.signal.aborted) return attempt.signal.reason;
    const { failure: response, cause } = failure as AttemptFailure;
    if (until === undefined) return failure;
    return new AttemptFailure({ ...(response as object), body: { error: refusal.message, resets_at: until } }, cause);
  }

  async #look(key: string, { signal }: AttemptContext, look: BalanceLook): Promise<unknown> {
    const now = systemClock.elapsed();
    const known = this.#looks.get(key);
    const isRecent = known !== undefined && now - known.at < LOOK_AGAIN_MS;
    const answer = isRecent ? known.answer : askBalance(look);
    if (!isRecent) this.#looks.set(key, { at: now, answer });
    return Promise.race([answer, aborted(signal)]);
  }
}

/** @returns the parsed answer; `undefined` for whatever is none. Never rejects. */
async function askBalance({ transport, baseURL, headers }: BalanceLook): Promise<unknown> {
  const enough = new AbortController();
  const callOff = callAfter(systemClock, { ms: LONGEST_LOOK_MS, unref: true, callback: () => enough.abort() });
  try {
    const response = await transport.fetch(`${baseURL}/api/balance`, {
      method: 'GET',
      headers: { ...headers, accept: 'application/json' },
      end: { signal: enough.signal },
      connectTimeoutMs: LONGEST_LOOK_MS,
    });
    const text = await response.text();
    return response.ok && text.length <= LONGEST_ANSWER ? JSON.parse(text) : undefined;
  } catch {
    // Nobody asked for it but this library: without it the limit is waited for as ever.
    return undefined;
  } finally {
    callOff();
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function readRefusal(failure: unknown): { readonly message: string; readonly window: string | undefined } | undefined {
  const { status, body } = (failure ?? {}) as { readonly status?: unknown; readonly body?: unknown };
  if (status !== 429 || typeof body !== 'string') return undefined;
  const found = USAGE_LIMIT.exec(body);
  if (found === null) return undefined;
  return { message: messageOf(body), window: found[1] };
}

function messageOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { readonly error?: unknown };
    if (typeof error === 'string') return error;
    const { message } = (error ?? {}) as { readonly message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // As it is, then.
  }
  return body;
}

/** When the limit of a window ends, in the forms of both kinds of plans. */
function endOf(balance: unknown, window: string | undefined): string | undefined {
  const included = fieldOf(balance, 'included');
  const session = fieldOf(included, 'session');
  const weekly = fieldOf(included, 'weekly');
  switch (window) {
    case 'hourly':
    case 'session':
      return dateOf(fieldOf(session, 'resets_at'));
    case 'weekly':
      return dateOf(fieldOf(weekly, 'resets_at'));
    case 'monthly':
      return dateOf(fieldOf(fieldOf(included, 'period'), 'until'));
    default: {
      // Of those that are used up the last one, since the request passes only then.
      const spent = [session, weekly].filter((one) => Number(fieldOf(one, 'remaining_percent')) <= 0);
      return spent
        .flatMap((one) => dateOf(fieldOf(one, 'resets_at')) ?? [])
        .sort()
        .at(-1);
    }
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A date with its zone, in one notation. */
function dateOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
