import type { Classification, ResetSource } from '../core/classification.js';
import type { ErrorKind, Scope } from '../core/error-kinds.js';
import type { Gate } from '../limits/gate.js';
import type { GateBoard } from '../limits/gate-board.js';

/** A closed scope, as `gates()` lists it. */
export interface ClosedGate {
  readonly id: string;
  readonly kind: ErrorKind;
  readonly scope: Scope;
  readonly provider: string;
  /** The model that was refused, without its prefix; it is not the only one in a wider scope. */
  readonly model: string;
  /** The label of the key that was refused. */
  readonly keyId: string | undefined;
  /** Epoch ms. */
  readonly closedAt: number;
  /** When the next request may be sent, in epoch ms. */
  readonly until: number;
  readonly resetSource: ResetSource;
  /** How many calls wait there. */
  readonly waiting: number;
  readonly classification: Classification;
  /** Lets those who wait go on, and new calls through, as if the limit were over. */
  reopen(): void;
}

/** All closed gates, and the refusals that are remembered for those who can go elsewhere. */
export function describeGates(board: GateBoard): readonly ClosedGate[] {
  const gates = board.gates().filter((gate) => gate.isClosed);
  const hints = board.hints().map((hint): ClosedGate => {
    const { id, classification, target, closedAt, until } = hint;
    return {
      id,
      kind: classification.kind,
      scope: classification.scope,
      provider: target.provider,
      model: target.model,
      keyId: target.key.keyId,
      closedAt,
      until,
      resetSource: 'ladder',
      waiting: 0,
      classification,
      reopen: () => {
        board.forgetHint(id);
      },
    };
  });
  return [...gates.map(describeGate), ...hints];
}

function describeGate(gate: Gate): ClosedGate {
  const { id, scope, classification, closedAt, closing, until, waiting } = gate;
  return {
    id,
    kind: classification.kind,
    scope,
    provider: closing.target.provider,
    model: closing.target.model,
    keyId: closing.target.key.keyId,
    closedAt,
    until,
    resetSource: closing.resetSource,
    waiting,
    classification,
    reopen: () => {
      gate.reopen();
    },
  };
}
