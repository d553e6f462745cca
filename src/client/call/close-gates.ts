import { isStatedReset, type Classification } from '../../core/classification.js';
import { ERROR_KINDS, type ErrorKind } from '../../core/error-kinds.js';
import type { Closing } from '../../limits/gates/closing.js';
import type { Gate } from '../../limits/gates/gate.js';
import type { Advice } from '../../limits/reset-clock/advice.js';
import { isSameLimit, limitName } from '../../limits/reset-clock/limit-name.js';
import { neverPasses } from '../../retry/plan-wait.js';
import { planClosing } from './plan-closing.js';
import { isFarOff, statedAtOf, type Refusal } from './refusal.js';

/** What a failure did to the gates. */
export interface GateEffect {
  /** The gate that the call may wait at. */
  readonly gate: Gate | undefined;
  /** Refusals of this kind there since its last success, this one included. */
  readonly refusals: number;
  /** Whether the call goes before those who never sent. */
  readonly isSenior: boolean;
  /** Lets the others decide, and time run; to be called when the refused call has acted. */
  settle(): void;
}

/** Closes, postpones or hands over the gates that a failure concerns. */
export function closeGates(refusal: Refusal): GateEffect {
  const { classification, board, target } = refusal;
  const spec = ERROR_KINDS[classification.kind];
  const probed = board.gates().filter((gate) => gate.isProber(refusal.call));
  if (spec.gate === 'closes' && classification.scope !== 'request' && !neverPasses(classification)) {
    if (board.isSingle(classification, target)) return NO_GATE;
    board.noteLimit(classification, target);
    return closeLimit(refusal);
  }
  if (spec.gate === 'hints') {
    board.hints.note(classification, target, refusal.now + refusal.progress.probeEveryMs);
    // Before the refused call acts: it gives the probe back, and the next one would ask in vain.
    for (const waiting of probed.flatMap((gate) => [...gate.parked()])) waiting.learn(classification, target);
    return NO_GATE;
  }
  return spec.budget === 'attempts' && spec.waitHelps ? meetFault(refusal, probed) : NO_GATE;
}

/** A passing fault: it is the call's own affair, unless it is a probe's, or one of so many that the server is down. */
function meetFault(refusal: Refusal, probed: readonly Gate[]): GateEffect {
  const { board, classification, target } = refusal;
  const isDown = STREAK_KINDS.has(classification.kind) && board.noteFault(target);
  // A probe that met a passing fault found nothing out; its gates wait with it, for one request at a time.
  const effects = probed.map((gate) => closeAgain(refusal, gate, gate.count(classification.kind)));
  const [first] = effects;
  if (first !== undefined) {
    const settle = (): void => {
      for (const effect of effects) effect.settle();
    };
    // Who fails at a server that is down may itself be the cause: the next probe is another call's.
    return { ...first, isSenior: probed.every(({ family }) => family !== 'load'), settle };
  }
  const load = board.loadGate(target);
  if (!isDown && load?.isClosed !== true) return NO_GATE;
  return closeLimit({ ...refusal, classification: { ...classification, scope: 'model' } });
}

/** Faults that tell of a server rather than of a request, where many of them come in a row. */
const STREAK_KINDS: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['server-error', 'timeout', 'network']);

/** A failure that concerns no gate. */
export const NO_GATE: GateEffect = { gate: undefined, refusals: 0, isSenior: false, settle: () => undefined };

function effectOn(
  gate: Gate,
  of: { readonly refusals: number; readonly isSenior: boolean; readonly reconsider: boolean },
): GateEffect {
  const { refusals, isSenior, reconsider } = of;
  return {
    gate,
    refusals,
    isSenior,
    settle: () => {
      gate.settle({ reconsider });
    },
  };
}

function closeLimit(refusal: Refusal): GateEffect {
  const { board, classification, target } = refusal;
  const gate = board.find(classification, target);
  if (gate === undefined) {
    return effectOn(createGate(refusal), { refusals: 1, isSenior: true, reconsider: false });
  }
  if (gate.isClosed && !gate.isProber(refusal.call) && !isGraver(classification, gate.classification)) {
    // It was under way when the gate closed: it moves no stage, but a later stated time holds.
    gate.doubt(refusal.call);
    const hasMoved = isStatedReset(classification.resetSource) && !isFarOff(refusal) && gate.postpone(classification);
    const refusals = Math.max(1, gate.refusals(classification.kind));
    return effectOn(gate, { refusals, isSenior: false, reconsider: hasMoved });
  }
  const standing = gate.standingAfter(classification);
  if (standing !== undefined) return goOn(refusal, gate, standing);
  if (isUsedUp(refusal, gate)) gate.restartLadder(classification.kind);
  return closeAgain(refusal, gate, gate.count(classification.kind));
}

/** It was asked before its time, in vain: the wait goes on as it was, unless a time is stated now. */
function goOn(refusal: Refusal, gate: Gate, standing: Closing): GateEffect {
  const { classification } = refusal;
  teach(refusal, gate, 'asked-early');
  if (gate.forcedBy === 'beckoned') refusal.board.resetClock.turnsApart(gate.limit);
  const refusals = Math.max(1, gate.refusals(classification.kind));
  gate.close(isStatedReset(classification.resetSource) ? planClosing(refusal, refusals) : standing);
  return effectOn(gate, { refusals, isSenior: false, reconsider: true });
}

/**
 * Its last ladder ended in errors, and yet it has let requests through before: who comes now has not waited at all, and
 * gets the stages anew. Else a whole book would fail within seconds, with a request for each chapter.
 */
function isUsedUp({ board, classification, policy }: Refusal, gate: Gate): boolean {
  if (policy.type !== 'staged' || gate.closing.waitedFor || classification.kind !== gate.classification.kind)
    return false;
  return gate.refusals(classification.kind) > policy.stages.length && board.resetClock.hasAnswered(gate.limit);
}

/** A first closing, for the gate: its scope may have been closed before. */
function createGate(refusal: Refusal): Gate {
  const gate = refusal.board.create(planClosing(refusal, 1));
  teach(refusal, gate);
  const advice = adviceOf(refusal, gate);
  if (advice !== undefined) gate.close(planClosing(refusal, 1, advice));
  return gate;
}

/** Tells the reset clock of a refusal. */
function teach(refusal: Refusal, gate: Gate, when: 'in-time' | 'asked-early' = 'in-time'): void {
  const { board, classification, target, now, sentAt, call } = refusal;
  if (gate.family !== 'limit' || ERROR_KINDS[classification.kind].gate !== 'closes') return;
  const { resetClock } = board;
  const { resetsAt, resetSource } = classification;
  const calendarAt = resetSource === 'calendar' ? resetsAt : undefined;
  const statedAt = statedAtOf(refusal);
  const statedMs = statedAt === undefined ? undefined : statedAt - now;
  const limit = { ...limitName(gate.id, classification), scope: gate.scope, target };
  if (gate.isProber(call) && isSameLimit(limit, gate.limit)) {
    const isInTime = when === 'in-time';
    const wasLearnt = isInTime && gate.learntAt !== undefined;
    const metStated = isInTime && isStatedReset(gate.closing.resetSource);
    resetClock.refused(limit, { at: sentAt, calendarAt, wasLearnt, statedMs, metStated });
    return;
  }
  if (!isSameLimit(limit, gate.limit)) resetClock.dismissed(gate.limit);
  resetClock.closed(limit, { at: now, calendarAt, statedMs, by: 'refusal' });
}

/** When to ask next by what the reset clock learnt, where the provider states nothing itself that can be relied on. */
function adviceOf(refusal: Refusal, gate: Gate): Advice | undefined {
  const { board, classification, now } = refusal;
  if (gate.family !== 'limit' || ERROR_KINDS[classification.kind].gate !== 'closes') return undefined;
  return board.resetClock.advise(limitName(gate.id, classification), now, statedAtOf(refusal));
}

function closeAgain(refusal: Refusal, gate: Gate, refusals: number): GateEffect {
  teach(refusal, gate);
  gate.close(planClosing(refusal, refusals, adviceOf(refusal, gate)));
  return effectOn(gate, { refusals, isSenior: true, reconsider: true });
}

const GRAVITY = [
  'rate-limit',
  'concurrency-limit',
  'hourly-limit',
  'daily-limit',
  'weekly-limit',
  'monthly-limit',
  'quota-exhausted',
];

/** Whether a longer window is spent than the one that closed the gate. */
function isGraver(classification: Classification, closed: Classification): boolean {
  return GRAVITY.indexOf(classification.kind) > GRAVITY.indexOf(closed.kind);
}
