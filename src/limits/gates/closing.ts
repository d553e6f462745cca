import type { Classification, ResetSource } from '../../core/classification.js';
import type { WaitStage } from '../../core/wait.js';
import type { Target } from '../target.js';

/** What closes a gate. */
export interface Closing {
  readonly classification: Classification;
  /** Who was refused. */
  readonly callId: string;
  readonly target: Target;
  /** When the next request may be sent, in epoch ms. */
  readonly until: number;
  readonly stage: WaitStage;
  readonly resetSource: ResetSource;
  readonly tickMs: number | false;
  /** Whether a policy waits for it; a gate that nobody waits for is probed by whoever comes when it is time. */
  readonly waitedFor: boolean;
}
