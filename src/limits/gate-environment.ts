import type { Clock } from '../core/clock.js';
import type { Wait, WaitEndReason } from '../core/wait.js';

/** What a gate needs of its surroundings. @internal */
export interface GateEnvironment {
  readonly clock: Clock;
  readonly unref: boolean;
  createWaitId(): string;
  onWait(type: 'wait-start' | 'wait-tick' | 'wait-end', wait: Wait, reason?: WaitEndReason): void;
  /** It is open and nobody waits at it any more. */
  onDone(gate: { readonly id: string }): void;
}
