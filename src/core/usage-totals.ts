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

/** The names of {@link UsageDimension}. */
export const USAGE_DIMENSIONS = [
  'all',
  'provider',
  'model',
  'key',
  'kind',
  'user',
  'agent',
  'job',
  'document',
  'task',
] as const;

/** What reports are grouped by. `all`: everything together. */
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/** What sums are kept by. The models of one provider are asked for often, and are most of all there is. */
export const ROLLED_UP = [...USAGE_DIMENSIONS, 'provider+model'] as const;

/** A dimension whose sums are kept. */
export type RolledUpDimension = (typeof ROLLED_UP)[number];

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
