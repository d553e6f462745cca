import { isStatedReset, type Classification } from '../../core/classification.js';
import { ERROR_KINDS, type ErrorKind } from '../../core/error-kinds.js';
import { LONGEST_WINDOW_MS } from '../../core/longest-window.js';
import type { Policy } from '../../core/policy.js';
import type { Closing } from '../../limits/gates/closing.js';
import type { Gate } from '../../limits/gates/gate.js';
import type { Parked } from '../../limits/gates/parked.js';
import type { GateBoard } from '../../limits/gates/gate-board.js';
import type { Advice } from '../../limits/reset-clock/advice.js';
import { isSameLimit, limitName } from '../../limits/reset-clock/limit-name.js';
import type { Target } from '../../limits/target.js';
import { neverPasses, planByPolicy, type WaitPlan } from '../../retry/plan-wait.js';
import { exponentialDelayMs, requireMs } from '../../retry/schedule.js';
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
    board.noteLimit(classification, target);
    return closeLimit(refusal);
  }
  if (spec.gate === 'hints') {
    board.remember(classification, target, refusal.now + refusal.progress.probeEveryMs);
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
  gate.close(isStatedReset(classification.resetSource) ? closingOf(refusal, refusals) : standing);
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
  const gate = refusal.board.create(closingOf(refusal, 1));
  teach(refusal, gate);
  const advice = adviceOf(refusal, gate);
  if (advice !== undefined) gate.close(closingOf(refusal, 1, advice));
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

/** When the provider says that it is over, if it does and that lies ahead. */
function statedAtOf({ classification, now }: Refusal): number | undefined {
  const { resetsAt, resetSource } = classification;
  return isStatedReset(resetSource) && resetsAt !== undefined && resetsAt > now ? resetsAt : undefined;
}

/** Whether what the provider states is further off than any window reaches. */
function isFarOff(refusal: Refusal): boolean {
  return (statedAtOf(refusal) ?? 0) - refusal.now > LONGEST_WINDOW_MS;
}

/** When to ask next by what the reset clock learnt, where the provider states nothing itself that can be relied on. */
function adviceOf(refusal: Refusal, gate: Gate): Advice | undefined {
  const { board, classification, now } = refusal;
  if (gate.family !== 'limit' || ERROR_KINDS[classification.kind].gate !== 'closes') return undefined;
  return board.resetClock.advise(limitName(gate.id, classification), now, statedAtOf(refusal));
}

function closeAgain(refusal: Refusal, gate: Gate, refusals: number): GateEffect {
  teach(refusal, gate);
  gate.close(closingOf(refusal, refusals, adviceOf(refusal, gate)));
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

const DEFAULT_TICK_MS = 60_000;

/** How a gate closes after so many refusals. */
function closingOf(refusal: Refusal, refusals: number, advice?: Advice): Closing {
  const { classification, policy, progress, now, chance, call, target } = refusal;
  // How often it is asked is the gate's affair; how often a call may fail is that call's.
  const counted = ERROR_KINDS[classification.kind].budget === 'attempts';
  const planned = planByPolicy({
    classification,
    policy: counted && policy.type === 'exponential' ? { ...policy, maxAttempts: Number.POSITIVE_INFINITY } : policy,
    progress: { ...progress, refusals, failures: refusals },
    now,
    chance,
    learntAtMs: advice?.probeAt,
  });
  const plan: WaitPlan = isFarOff(refusal) && planned.type === 'wait' ? { type: 'stop', reason: 'stop' } : planned;
  const isLearnt = plan.type === 'wait' && plan.resetSource === 'learnt';
  return {
    classification:
      isLearnt && advice !== undefined
        ? { ...classification, resetsAt: advice.resetsAt, resetSource: 'learnt' }
        : classification,
    callId: call.callId,
    target,
    until: plan.type === 'wait' ? notTooLate(plan, refusal, refusals) : lookAgainAt(refusal, plan),
    stage: plan.type === 'wait' ? plan.stage : { index: refusals, of: undefined },
    resetSource: plan.type === 'wait' ? plan.resetSource : (classification.resetSource ?? 'ladder'),
    tickMs: tickMsOf(policy),
    waitedFor: plan.type === 'wait',
  };
}

/** A probe comes no later than after this part of the time that the whole work takes, the outage so far included. */
const LATEST_OF_THE_WORK = 0.09;
/** Who is met at some moment of it by an outage has, for all that is known, more of the work ahead than behind. */
const WHOLE_OF_THE_WORK = 3;
const SHORTEST_PROBE_MS = 4_000;
/** More of the work beside the outage does not count: people wait for a server, too. */
const MOST_WORK_MS = 120_000;
/** Of a delay so much is certain, and the rest is drawn: programs that found out together drift apart. */
const LEAST_OF_A_DELAY = 0.9;

/**
 * A delay that may be drawn from 0 to its whole length is kept in proportion to the work: one probe is no burden, and
 * after a minute's outage another minute would double it.
 */
function notTooLate(plan: Extract<WaitPlan, { type: 'wait' }>, refusal: Refusal, refusals: number): number {
  const { board, classification, target, policy, now, chance } = refusal;
  const gate = board.find(classification, target);
  const isDrawn = policy.type === 'exponential' && policy.jitter === 'full' && plan.resetSource === 'ladder';
  if (gate?.family !== 'load' || !isDrawn) return plan.untilMs;
  const workedMs = Math.max(0, board.workedMs(target) - gate.outageMs);
  const wholeMs = gate.outageMs + Math.min(MOST_WORK_MS, workedMs * WHOLE_OF_THE_WORK);
  const longestMs = Math.max(SHORTEST_PROBE_MS, wholeMs * LATEST_OF_THE_WORK);
  const delayMs = Math.min(exponentialDelayMs(policy, refusals), longestMs);
  return now + Math.round(delayMs * (LEAST_OF_A_DELAY + (1 - LEAST_OF_A_DELAY) * chance));
}

/** When a gate that nobody waits for lets one call find out. */
function lookAgainAt(refusal: Refusal, plan: Extract<WaitPlan, { type: 'stop' }>): number {
  const { classification, progress, now } = refusal;
  const { resetsAt } = classification;
  const statedAt = statedAtOf(refusal);
  if (statedAt !== undefined && !isFarOff(refusal)) return statedAt;
  // Its ladder is used up: whoever comes next asks once.
  if (plan.reason !== 'stop') return now;
  const probeAt = now + progress.probeEveryMs;
  return resetsAt !== undefined && resetsAt > now ? Math.min(probeAt, resetsAt) : probeAt;
}

/** How often a wait of this policy ticks. */
export function tickMsOf(policy: Policy): number | false {
  if (!('tick' in policy) || policy.tick === undefined) return DEFAULT_TICK_MS;
  return policy.tick === false ? false : requireMs(policy.tick);
}
