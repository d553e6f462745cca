/** What a limit counts. */
export type RateMetric = 'requests' | 'tokens' | 'input-tokens' | 'output-tokens';

/** How much may be sent; each figure is an integer >= 1. What is left out is learnt from the provider's answers. */
export interface RateLimits {
  readonly requestsPerSecond?: number;
  readonly requestsPerMinute?: number;
  readonly requestsPerHour?: number;
  readonly requestsPerDay?: number;
  readonly tokensPerMinute?: number;
  readonly tokensPerHour?: number;
  readonly tokensPerDay?: number;
}

/** What shares one count of the figures of {@link LimitOptions}. */
export type LimitScope = 'project+model' | 'project' | 'account' | 'provider';

/**
 * Limits that are known beforehand. Calls start when they will be admitted: never more in any window of that length,
 * wherever it begins (`requestsPerDay` of a provider with a calendar: in its day).
 * @example { requestsPerMinute: 10, models: { 'gemini-2.5-pro': { requestsPerMinute: 5, requestsPerDay: 100 } } }
 */
export interface LimitOptions extends RateLimits {
  /** What shares one count. @default 'project+model', as with OpenAI's and Gemini's own limits */
  readonly scope?: LimitScope;
  /** Figures in place of those above for one model (without its prefix), which counts them for itself. */
  readonly models?: Readonly<Record<string, RateLimits>>;
  /** Figures in place of those above for the keys of one project, named as in `apiKeys`. */
  readonly projects?: Readonly<Record<string, RateLimits & { readonly models?: Readonly<Record<string, RateLimits>> }>>;
}

/** What the headers of an answer say of one limit; what they leave out is absent. */
export interface RateLimitReading {
  /** As in the names of its headers: `requests`, `project-tokens`; empty where there is only one. */
  readonly name: string;
  readonly metric: RateMetric;
  /** The length of its window, where the header's name tells, in ms. */
  readonly windowMs?: number;
  readonly limit?: number;
  readonly remaining?: number;
  /** Until the reset that it states, in ms from the moment of reading; below 0 where it is past. */
  readonly resetInMs?: number;
  /** How exact `resetInMs` is, in ms. */
  readonly resolutionMs?: number;
}

/** Which tokens a provider's limits on tokens count. */
export type CountedTokens =
  /** Those of the prompt. */
  | 'input'
  /** Those of the prompt and of the answer. */
  | 'input-and-output'
  /** Those of the prompt, or the largest answer that was asked for, whichever is more. */
  | 'input-or-maximum';
