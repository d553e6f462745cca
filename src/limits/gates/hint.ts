import type { Classification } from '../../core/classification.js';
import type { Target } from '../target.js';

/** A refusal that is remembered for those who can go elsewhere: nobody waits for it. */
export interface Hint {
  readonly id: string;
  readonly classification: Classification;
  readonly target: Target;
  readonly closedAt: number;
  /** Epoch ms; forgotten then. */
  readonly until: number;
  /** Of what programs that share a store say of it, the highest is the newest. */
  readonly revision: number;
}
