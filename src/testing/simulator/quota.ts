import type { SimulatedProvider } from './simulated-provider.js';

/** Named windows of quotas. `session` is Ollama's five hours. */
export const QUOTA_WINDOWS = ['minute', 'hour', 'session', 'day', 'week', 'month'] as const;

/** A named window of a quota, one of {@link QUOTA_WINDOWS}. */
export type QuotaWindow = (typeof QUOTA_WINDOWS)[number];

/** What shares a quota. */
export const QUOTA_SCOPES = ['project+model', 'project', 'account', 'key'] as const;

/** What shares a quota, one of {@link QUOTA_SCOPES}. */
export type QuotaScope = (typeof QUOTA_SCOPES)[number];

/** What a quota counts. */
export const QUOTA_METRICS = ['requests', 'tokens', 'concurrency'] as const;

/** What a quota counts, one of {@link QUOTA_METRICS}. */
export type QuotaMetric = (typeof QUOTA_METRICS)[number];

/** A limit. */
export interface SimulatedQuota {
  /** How the request log calls it. @default such as `requests per hour` */
  readonly name?: string;
  /** @default every provider, each with a count of its own */
  readonly provider?: SimulatedProvider;
  /** Only this model counts. @default every model */
  readonly model?: string;
  /** Only this key counts, by its label or its secret. @default every key */
  readonly key?: string;
  /** Only the keys of this project count. @default every project */
  readonly project?: string;
  /** What shares it. @default 'account' for Ollama, 'project+model' for the others, as in reality */
  readonly scope?: QuotaScope;
  /**
   * A named window or a length in ms. The named ones turn in UTC: `session` on the grid of five hours since the epoch,
   * `week` on Monday, `month` on the first; Gemini's `day` turns at midnight Pacific time. No meaning for concurrency.
   */
  readonly window?: QuotaWindow | number;
  /** How much the window admits; 0 admits nothing, ever. */
  readonly limit: number;
  /**
   * `tokens` are known on arrival: those of the prompt; for OpenAI the larger of these and the maximum output asked for
   * (https://platform.openai.com/docs/guides/rate-limits). @default 'requests'
   */
  readonly metric?: QuotaMetric;
  /** When a fixed window turns, in ms after the epoch, instead of the named window's own time. */
  readonly phaseMs?: number;
  /**
   * `fixed`: all of it comes back when the window turns; `bucket`: it trickles back, limit / window.
   * @default 'bucket' for OpenAI's minute and day, as in reality, else 'fixed'
   */
  readonly kind?: 'fixed' | 'bucket';
  /** How much is spent already when the simulator starts. @default 0 */
  readonly used?: number;
  /** Whether refused requests use it up, too. @default false */
  readonly countRefused?: boolean;
  /**
   * Whether a refusal says when to come back, in the provider's own way (for Ollama, which never does, by
   * `retry-after`). @default false for Ollama, true for the others
   */
  readonly stateRetryAfter?: boolean;
}

/** Why a quota refused a request: what its error has to say. @internal */
export interface QuotaRefusal {
  readonly name: string;
  readonly metric: QuotaMetric;
  readonly window: QuotaWindow;
  readonly limit: number;
  readonly used: number;
  readonly requested: number;
  /** Until the same request fits; where it never fits, until all has come back. */
  readonly retryInMs: number;
  /** It is larger than the whole quota. */
  readonly neverFits: boolean;
  readonly statesRetryAfter: boolean;
}

/** How a quota stands: what headers have to say. @internal */
export interface QuotaStanding {
  readonly metric: QuotaMetric;
  readonly window: QuotaWindow;
  readonly limit: number;
  readonly remaining: number;
  /** Until all has come back. */
  readonly resetInMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The length of a named window; a month counts 30 days, for buckets. @internal */
export const WINDOW_MS: Readonly<Record<QuotaWindow, number>> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  session: 5 * HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
};

/** The named window that an error speaks of: the smallest that holds this length. @internal */
export function nameOfWindow(windowMs: number): QuotaWindow {
  return QUOTA_WINDOWS.find((name) => windowMs <= WINDOW_MS[name]) ?? 'month';
}
