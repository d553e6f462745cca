import type { ErrorKind } from './error-kinds.js';
import type { Scope } from './kind-spec.js';

/**
 * Where the time of a reset comes from, best first: a header in milliseconds, a field of the body, its text, the
 * `retry-after` header, the reset header of an empty bucket, a window learnt from earlier refusals, the provider's
 * calendar, the ladder of a policy. `configured`: a limit of the options keeps the request back.
 */
export type ResetSource =
  'retry-after-ms' | 'body' | 'text' | 'retry-after' | 'reset-header' | 'learnt' | 'calendar' | 'ladder' | 'configured';

/** The sources that the provider itself stated for this refusal. */
export type StatedResetSource = Exclude<ResetSource, 'learnt' | 'calendar' | 'ladder' | 'configured'>;

const GUESSED_SOURCES: ReadonlySet<ResetSource> = new Set<ResetSource>(['learnt', 'calendar', 'ladder', 'configured']);

/** Whether the provider itself stated this reset: a lower bound that is never shortened. */
export function isStatedReset(source: ResetSource | undefined): source is StatedResetSource {
  return source !== undefined && !GUESSED_SOURCES.has(source);
}

/** What the provider said of the quota that refused the request, as far as it said it. */
export interface QuotaInfo {
  readonly window?: 'second' | 'minute' | 'hour' | 'session' | 'day' | 'week' | 'month';
  readonly metric?: 'requests' | 'tokens' | 'concurrency' | 'spend';
  /** How much the window admits. */
  readonly limit?: number;
  /** How much the refused request asked for. */
  readonly requested?: number;
  /** The provider's own name of the quota. */
  readonly id?: string;
}

/** By how much a request is too long, in tokens, as far as the provider said it. */
export interface ContextLengthInfo {
  /** How many tokens are admitted: by the model, or by a quota that is smaller than this one request. */
  readonly limit?: number;
  /** How many tokens the request has, the longest answer that it asks for included where the provider counts that. */
  readonly requested?: number;
  /** How many tokens it has too many. */
  readonly excess?: number;
}

/** What an error is, and what helps. */
export interface Classification {
  readonly kind: ErrorKind;
  /** What the limit or error belongs to. */
  readonly scope: Scope;
  /** The same request with the same key may succeed by itself, without anyone acting. */
  readonly retryable: boolean;
  /** A key of another project or account could succeed at once. */
  readonly rotateKey: boolean;
  /** The wait that the provider stated, in ms: its own words, even where they mislead; never a guess. */
  readonly retryAfterMs: number | undefined;
  /** When it is over, in epoch ms: stated and trusted, or guessed (see `resetSource`). */
  readonly resetsAt: number | undefined;
  /** Where `resetsAt` comes from. */
  readonly resetSource: ResetSource | undefined;
  readonly quota?: QuotaInfo;
  /** Of kind `context-length` only. */
  readonly contextLength?: ContextLengthInfo;
  /** The HTTP status, where there was a response. */
  readonly status: number | undefined;
  /** The provider's own code, type or reason. */
  readonly code: string | undefined;
  /** The provider's own words, without secrets. */
  readonly message: string;
  /** What a person can do. */
  readonly advice: string;
}
