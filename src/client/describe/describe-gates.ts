import { isStatedReset, type Classification, type ResetSource } from '../../core/classification.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { Scope } from '../../core/kind-spec.js';
import type { Gate } from '../../limits/gates/gate.js';
import { nextTurn } from '../../limits/reset-clock/learn-turns.js';
import type { GateBoard } from '../../limits/gates/gate-board.js';

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
  /** How sure it is that the next request passes, from 0 (a stage of a ladder) to 1 (stated by the provider). */
  readonly confidence: number;
  /** What earlier walls of this limit taught, if they taught anything. */
  readonly learnt?: {
    /** How long its window lasts, in ms. */
    readonly windowMs: number;
    /** By when it has turned next, in epoch ms. */
    readonly turnsAt: number;
    /** How many walls agree on it. */
    readonly walls: number;
  };
  /** How many calls wait there. */
  readonly waiting: number;
  readonly classification: Classification;
  /** Lets those who wait go on, and new calls through, as if the limit were over. */
  reopen(): void;
}

/** All closed gates, and the refusals that are remembered for those who can go elsewhere. */
export function describeGates(
  board: GateBoard,
  onReopened: (of: { readonly provider: string }) => void,
): readonly ClosedGate[] {
  const gates = board.gates().filter((gate) => gate.isClosed);
  const now = board.now();
  const hints = board.hints.all().map((hint): ClosedGate => {
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
      confidence: 0,
      waiting: 0,
      classification,
      reopen: () => {
        board.hints.forget(id);
        onReopened(target);
      },
    };
  });
  return [...gates.map((gate) => describeGate(gate, { board, now, onReopened })), ...hints];
}

function describeGate(
  gate: Gate,
  {
    board,
    now,
    onReopened,
  }: {
    readonly board: GateBoard;
    readonly now: number;
    /** Others may wait elsewhere, for the room of another key, who could go through here now. */
    readonly onReopened: (of: { readonly provider: string }) => void;
  },
): ClosedGate {
  const turns = board.resetClock.windowOf(gate.limit);
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
    confidence: confidenceOf(closing.resetSource, turns?.confirmations ?? 0),
    ...(turns === undefined
      ? {}
      : { learnt: { windowMs: turns.lengthMs, turnsAt: nextTurn(turns, now).to, walls: turns.confirmations } }),
    waiting,
    classification,
    reopen: () => {
      gate.reopen();
      onReopened(closing.target);
    },
  };
}

/** A calendar is written down somewhere, but not in the refusal. */
const CALENDAR_CONFIDENCE = 0.75;

function confidenceOf(source: ResetSource, walls: number): number {
  if (isStatedReset(source)) return 1;
  if (source === 'learnt') return walls === 0 ? CALENDAR_CONFIDENCE : walls / (walls + 1);
  return source === 'calendar' ? CALENDAR_CONFIDENCE : 0;
}
