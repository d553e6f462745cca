import type { UsageLabels } from './usage-entry.js';

/** What a store adds up, each an integer. */
export const USAGE_MEASURES = [
  'requests',
  'successes',
  'failures',
  'aborted',
  'probes',
  'fallbacks',
  'cacheHits',
  'calls',
  'failedCalls',
  'inputTokens',
  'cachedTokens',
  'outputTokens',
  'reasoningTokens',
  'estimatedRequests',
  'untoldRequests',
  'costNanoUsd',
  'unpricedRequests',
  'queuedMs',
  'waitedMs',
  'durationMs',
  'firstTokenMs',
  'firstTokens',
] as const;

/** The name of a sum; what each means stands at `UsageTotals` of the reports. */
export type UsageMeasure = (typeof USAGE_MEASURES)[number];

/** Sums over entries. */
export type UsageSums = Readonly<Record<UsageMeasure, number>>;

/** What sums are kept by. Those of a document or task are added up when asked for. */
export const ROLLED_UP = ['all', 'provider', 'model', 'key', 'kind', 'user', 'agent', 'job'] as const;

/** A dimension whose sums are kept. `all`: everything together. */
export type RolledUpDimension = (typeof ROLLED_UP)[number];

/** What reports are grouped by. */
export type UsageDimension = RolledUpDimension | 'document' | 'task';

/** Picks entries by what they are exactly. */
export interface UsageFilter extends UsageLabels {
  readonly provider?: string;
  /** Without its prefix. */
  readonly model?: string;
  /** A `keyId`. */
  readonly key?: string;
  /** A kind of error. */
  readonly kind?: string;
}

/** The names of {@link UsageFilter}. */
export const FILTER_NAMES = [
  'provider',
  'model',
  'key',
  'kind',
  'user',
  'agent',
  'job',
  'document',
  'task',
] as const satisfies readonly (keyof UsageFilter)[];

/**
 * Sums are kept by the quarter of an hour, since the midnights of all of today's time zones are at one, see
 * https://www.iana.org/time-zones
 */
export const SLOT_MS = 900_000;
