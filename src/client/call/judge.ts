import { isStatedReset, type Classification } from '../../core/classification.js';
import { ERROR_KINDS } from '../../core/error-kinds.js';
import { isLlmError, type StopReason } from '../../core/error.js';
import type { Parked } from '../../limits/gates/parked.js';
import type { GateBoard } from '../../limits/gates/gate-board.js';
import type { Target } from '../../limits/target.js';
import { applyPlan, decide, type Decision } from '../../retry/decide.js';
import { planAtGate } from '../../retry/plan-at-gate.js';
import type { PlanInput, StopPlan } from '../../retry/plan-wait.js';
import type { CallFailure } from './call-failure.js';
import { closeGates, NO_GATE, type GateEffect } from './close-gates.js';
import { isSettledInside } from './outer-task.js';
import type { Outlook } from './outlook.js';
import { planInputOf } from './plan-input.js';

/** A failure that is to be judged. */
export interface JudgeInit {
  readonly call: Parked;
  readonly board: GateBoard;
  readonly outlook: Outlook;
  readonly failure: CallFailure;
  readonly target: Target;
  /** When the request was sent, in epoch ms. */
  readonly sentAt: number;
  /** When it failed, in epoch ms. */
  readonly now: number;
  /** From 0 up to, but without, 1: the jitter of this failure. */
  readonly chance: number;
}

/** What a failure means: to the gates, and to the call. */
export function judge(init: JudgeInit): { readonly decision: Decision; readonly effect: GateEffect } {
  const { call, board, outlook, failure, target, sentAt, now, chance } = init;
  const { classification } = failure;
  // A call inside of this one has waited as long as it may already: stages times stages would be days.
  if (isLlmError(failure.cause) && failure.cause.reason !== 'stop') {
    const { reason, resumeAt } = failure.cause;
    return { decision: stopAs(reason, resumeAt ?? sentAt), effect: NO_GATE };
  }
  if (isSettledInside(failure.cause)) return { decision: { type: 'stop', reason: 'stop' }, effect: NO_GATE };
  const spec = ERROR_KINDS[classification.kind];
  if (spec.budget === 'attempts' && spec.waitHelps) outlook.failures += 1;
  const since = sinceItWasStated(classification, now);
  const before = planInputOf(outlook, { classification, target, refusals: 1, chance, ...since });
  const effect = closeGates({ ...before, board, call, target, sentAt });
  outlook.noteRefusal(classification, target);
  // Where no gate counts them, the call itself does.
  const alike = (): number =>
    outlook.log.attempts.filter(({ kind, model }) => kind === classification.kind && model === target.model).length;
  const own = spec.gate === 'closes' ? Math.max(1, alike()) : outlook.failures;
  const refusals = effect.gate === undefined ? own : effect.refusals;
  const input = planInputOf(outlook, { classification, target, refusals, chance, ...since });
  return { decision: decideAt(effect, input), effect };
}

function stopAs(reason: StopReason, resumeAt: number): StopPlan {
  if (reason === 'resume-later') return { type: 'stop', reason, resumeAt };
  return reason === 'max-wait' ? { type: 'stop', reason, nextTryAt: undefined } : { type: 'stop', reason };
}

/**
 * What a refusal states counts from when it came, however long the listeners of its event took: else a second that they
 * wasted would be one that was never stated.
 */
function sinceItWasStated({ resetsAt, resetSource }: Classification, now: number): { readonly now?: number } {
  return isStatedReset(resetSource) && resetsAt !== undefined && resetsAt > now ? { now } : {};
}

/** Who closed the gate goes by its own policy; who only came too late goes by how the gate stands. */
function decideAt({ gate, isSenior }: GateEffect, input: PlanInput): Decision {
  if (gate === undefined) return decide(input);
  if (isSenior) return decide({ ...input, learntAtMs: gate.learntAt });
  return applyPlan(
    planAtGate(input, { ...gate.closing, until: gate.until, isProbing: gate.isProbing, call: 'waiting' }),
    input,
  );
}
