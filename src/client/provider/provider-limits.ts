import type { LimitSnapshot } from '../../limits/pacing/pace-book.js';

/** How the limits of one provider stand, as plain data. */
export interface ProviderLimits {
  readonly provider: string;
  readonly limits: readonly LimitSnapshot[];
}
