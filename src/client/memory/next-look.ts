import type { Gate } from '../../limits/gates/gate.js';

/** How often it is looked up whether another program has found out yet. */
const LOOK_FOR_ANSWER_MS = 1_000;
/** How often a probe of this program is said to go on. */
const RENEW_LEASE_MS = 10_000;
/** How often it is looked up whether a closed gate was opened by another program. */
const LOOK_AT_CLOSED_MS = 15_000;

/** When to go to the store next, and what for: to see what others say, or to say that this program still asks. */
export interface NextLook {
  readonly type: 'look' | 'renew';
  readonly inMs: number;
  /** Calls wait for what another program finds out: there is no other timer of theirs. */
  readonly isAwaited: boolean;
}

/** What the gates of this program make necessary; `undefined` while nothing is closed that others may open. Pure. */
export function nextLook(
  gates: readonly Pick<Gate, 'isClosed' | 'isShared' | 'isAskedElsewhere' | 'isProbing'>[],
): NextLook | undefined {
  const closed = gates.filter((gate) => gate.isClosed && gate.isShared);
  if (closed.length === 0) return undefined;
  if (closed.some((gate) => gate.isAskedElsewhere)) {
    return { type: 'look', inMs: LOOK_FOR_ANSWER_MS, isAwaited: true };
  }
  return closed.some((gate) => gate.isProbing)
    ? { type: 'renew', inMs: RENEW_LEASE_MS, isAwaited: false }
    : { type: 'look', inMs: LOOK_AT_CLOSED_MS, isAwaited: false };
}
