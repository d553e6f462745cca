import type { RateMetric } from '../../core/rate-limits.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/** One limit that calls are paced by, as `limits()` lists it. */
export interface LimitStatus {
  /** Without its prefix. */
  readonly model: string;
  /** The label of a key that it holds for; all keys of its project share it. */
  readonly keyId: string | undefined;
  readonly metric: RateMetric;
  /** `configured`: by the options; `reset-header`: by the headers of answers; `learnt`: by a refusal. */
  readonly source: 'configured' | 'reset-header' | 'learnt';
  /** How much it admits in a window. */
  readonly limit: number;
  /** The length of its window in ms; `undefined` where it is not known yet. */
  readonly windowMs: number | undefined;
  /** How much may still be sent just now, as far as is known. */
  readonly remaining: number;
  /** When all that is used has come back, in epoch ms; `undefined` where nothing is used or that is not known. */
  readonly resetsAt: number | undefined;
}

/** How many requests of a provider may be sent, as `limits()` tells it. */
export interface ProviderLimitStatus {
  readonly provider: string;
  readonly concurrency: {
    /** As configured; `Infinity` where nothing bounds it. */
    readonly most: number;
    /** What it is lowered to for want of the provider's capacity. */
    readonly limit: number;
    readonly underWay: number;
    /** Calls that wait for a slot. */
    readonly queued: number;
  };
  readonly rates: readonly LimitStatus[];
}

/** How the limits of every provider stand. */
export function describeLimits(handles: Iterable<ProviderHandle>): readonly ProviderLimitStatus[] {
  return [...handles].map(({ name, slots, pace }) => ({
    provider: name,
    concurrency: slots.state,
    rates: pace.book.standings().map(({ key, ...standing }) => ({ ...standing, keyId: key.keyId })),
  }));
}
