import { ERROR_KINDS } from '../../core/error-kinds.js';
import type { Closing } from '../../limits/gates/closing.js';
import type { Advice } from '../../limits/reset-clock/advice.js';
import { planByPolicy, type WaitPlan } from '../../retry/plan-wait.js';
import { exponentialDelayMs } from '../../retry/schedule.js';
import { isFarOff, statedAtOf, type Refusal } from './refusal.js';
import { tickMsOf } from './tick.js';

/** How a gate closes after so many refusals. */
export function planClosing(refusal: Refusal, refusals: number, advice?: Advice): Closing {
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
