import type { Classification } from '../../core/classification.js';
import type { Policy } from '../../core/policy.js';
import type { GateBoard } from '../../limits/gates/gate-board.js';
import type { Parked } from '../../limits/gates/parked.js';
import type { Target } from '../../limits/target.js';
import type { Progress } from '../../retry/progress.js';

/** A failure, and all that its effect on gates depends on. */
export interface Refusal {
  readonly board: GateBoard;
  readonly call: Parked;
  readonly classification: Classification;
  readonly target: Target;
  /** When the request was sent, in epoch ms. */
  readonly sentAt: number;
  readonly policy: Policy;
  readonly progress: Progress;
  readonly now: number;
  readonly chance: number;
}
