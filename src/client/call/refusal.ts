import { isStatedReset, type Classification } from '../../core/classification.js';
import { LONGEST_WINDOW_MS } from '../../core/longest-window.js';
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

/** When the provider says that it is over, if it does and that lies ahead. */
export function statedAtOf({ classification, now }: Refusal): number | undefined {
  const { resetsAt, resetSource } = classification;
  return isStatedReset(resetSource) && resetsAt !== undefined && resetsAt > now ? resetsAt : undefined;
}

/** Whether what the provider states is further off than any window reaches. */
export function isFarOff(refusal: Refusal): boolean {
  return (statedAtOf(refusal) ?? 0) - refusal.now > LONGEST_WINDOW_MS;
}
