import type { ErrorKind } from './error-kinds.js';
import type { ResetSource } from './classification.js';

/** Why a wait ended. `released`: the gate opened meanwhile, or nobody waits any more. */
export type WaitEndReason = 'elapsed' | 'retry-now' | 'cancelled' | 'released';

/** Where a wait stands in its policy's ladder. */
export interface WaitStage {
  /** Counts from 1. */
  readonly index: number;
  /** How many there are; `undefined` where only time bounds them. */
  readonly of: number | undefined;
}

/** One wait of all calls behind one closed gate, or one call's own backoff. Its fields are read live. */
export interface Wait {
  readonly id: string;
  readonly kind: ErrorKind;
  readonly provider: string;
  readonly model: string;
  readonly keyId: string | undefined;
  /** Epoch ms. */
  readonly startedAt: number;
  /** When the next request is sent, in epoch ms. */
  readonly until: number;
  /** Computed when read, never below 0. */
  readonly remainingMs: number;
  readonly stage: WaitStage;
  readonly resetSource: ResetSource;
  /** How many calls wait. */
  readonly waiting: number;
  /** The call whose refusal closed the gate. */
  readonly callId: string;
  /** The calls that wait, the one that waited longest first. */
  readonly callIds: readonly string[];
  /** One sentence for a person. */
  readonly summary: string;
  /**
   * Sends the next request at once. Where a limit refuses it, the wait goes on as it was, and no stage is used up; asked
   * for again within a second, it counts as the next stage.
   */
  retryNow(): void;
  /** Waits `ms` longer. */
  extend(ms: number): void;
  /** Ends the wait; its calls reject with an `LlmError` of kind `cancelled`. */
  cancel(reason?: unknown): void;
}
