import type { Classification } from '../../core/classification.js';
import type { Target } from '../target.js';

/** A call that waits at a gate: a record, not a stack of async frames. */
export interface Parked {
  readonly callId: string;
  /** Whether it would rather start elsewhere than wait, wherever a gate opens first. */
  readonly seeksSooner: boolean;
  /** Goes on: with the gate's probe, with a place in its ramp, or, with neither, to look again. */
  wake(): void;
  /** The gate that it waits at was refused again: decides for itself whether to go on waiting. Leaves the gate if not. */
  reconsider(): void;
  /** A probe met something that holds for others too: whom it concerns decides by it. Leaves its gate then. */
  learn(classification: Classification, target: Target): void;
  /** A person cancelled the wait. */
  cancel(reason: unknown): void;
}
