import type { ErrorKind } from './error-kinds.js';

/** One request that was sent. */
export interface AttemptRecord {
  /** What kind of failure it was; absent for a success. */
  readonly kind?: ErrorKind;
  readonly provider: string;
  readonly model: string;
  readonly keyId: string | undefined;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Epoch ms. */
  readonly endedAt: number;
  /** How long the call had waited for this attempt since the one before, in ms. */
  readonly waitedMs: number;
  readonly outcome: 'success' | 'failure' | 'aborted';
}
