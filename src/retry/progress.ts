/** How far a call and the gate it stands at have come: all that a decision depends on besides the failure itself. */
export interface Progress {
  /** Transient failures that this call saw on this model, this one included. */
  readonly failures: number;
  /** Refusals of this kind at this gate since its last success, this one included. */
  readonly refusals: number;
  /** How long the call has waited for quotas so far, in ms. */
  readonly waitedMs: number;
  /** How long it waited for this kind alone, in ms. */
  readonly waitedForKindMs: number;
  readonly maxWaitMs: number;
  /** The longest single wait that the call is held for; `Infinity` for any. */
  readonly maxHoldMs: number;
  readonly maxAttempts: number;
  readonly stopAfterMs: number;
  readonly probeEveryMs: number;
  /** A key outside of the refused scope is open. */
  readonly otherKeyOpen: boolean;
  /** Whether a fallback is left, and whether one of them is open. */
  readonly fallback: 'open' | 'closed' | 'none';
  /** Whether this kind goes to a fallback rather than wait. */
  readonly fallbackFirst: boolean;
}
