import type { Clock } from '../../core/clock.js';
import type { Scope } from '../../core/kind-spec.js';
import type { Wait, WaitEndReason } from '../../core/wait.js';
import type { Closing } from './closing.js';
import type { LimitName } from '../reset-clock/limit-name.js';
import type { ResetClock } from '../reset-clock/reset-clock.js';
import type { GateFamily } from '../target.js';

/** What became of a gate. */
export type GateChange = 'closed' | 'opened';

/** A gate, as those see it who are told what became of it. */
export interface ChangedGate {
  readonly id: string;
  readonly family: GateFamily;
  readonly scope: Scope;
  readonly closing: Pick<Closing, 'target'>;
  readonly limit: LimitName;
  readonly isClosed: boolean;
  /** Whether one of the first probes ended the last closing. */
  readonly isBrief: boolean;
  /** Whether programs that share a store share it, too. */
  readonly isShared: boolean;
  /** Epoch ms. */
  readonly until: number;
  /** How many requests a ms it releases. */
  readonly ratePerMs: number | undefined;
  /** Of what programs that share a store say of it, the highest is the newest. */
  revision: number;
}

/** What a gate needs of its surroundings. @internal */
export interface GateEnvironment {
  readonly clock: Clock;
  readonly unref: boolean;
  /** What earlier refusals and recoveries taught. */
  readonly resetClock: ResetClock;
  createWaitId(): string;
  onWait(type: 'wait-start' | 'wait-tick' | 'wait-end', wait: Wait, reason?: WaitEndReason): void;
  /** It closed, for the first time or again, or it moved (`closed`), or it opened. */
  onChange(change: GateChange, gate: ChangedGate): void;
  /** Its ramp has let go of all who waited here. */
  onRoom(): void;
  /** It is open and nobody waits at it any more. */
  onDone(gate: { readonly id: string }): void;
}
