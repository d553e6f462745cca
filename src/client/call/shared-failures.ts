import type { Classification } from '../../core/classification.js';
import { ERROR_KINDS } from '../../core/error-kinds.js';
import type { GateBoard } from '../../limits/gates/gate-board.js';
import type { Target } from '../../limits/target.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/** Nobody waits longer for a server that is down than for one that says so itself. */
const LONGEST_OUTAGE_MS = 1_800_000;

/**
 * How many failures count against a call, whoever met them. At a server that is down one call at a time asks, so that a
 * hundred calls would need a hundred times their attempts to hear of it. Where nobody listens on this very machine, only
 * a person helps: the attempts of all count for each. Elsewhere outages of minutes pass, and they do so after half an hour.
 */
export function sharedFailures(
  own: number,
  of: {
    readonly board: GateBoard;
    readonly handle: Pick<ProviderHandle, 'isLocal'>;
    readonly classification: Classification;
    readonly target: Target;
  },
): number {
  const { board, handle, classification, target } = of;
  if (ERROR_KINDS[classification.kind].budget !== 'attempts') return own;
  const gate = board.loadGate(target);
  if (gate?.isClosed !== true) return own;
  const isHopeless = handle.isLocal && classification.kind === 'network';
  return isHopeless || gate.outageMs >= LONGEST_OUTAGE_MS ? Math.max(own, gate.refusals(classification.kind)) : own;
}
