import { isStatedReset } from '../core/classification.js';
import { planWait, type PlanInput, type StopPlan, type WaitPlan } from './plan-wait.js';

/** What to do about a failure. */
export type Decision =
  | { readonly type: 'retry' }
  | Extract<WaitPlan, { type: 'wait' }>
  | { readonly type: 'switch-key' }
  /** To the next one, unless it is said which. */
  | { readonly type: 'switch-model'; readonly to?: number }
  | StopPlan;

/** A stated wait up to this long is shorter than the trouble of another model. */
export const SHORT_STATED_WAIT_MS = 60_000;

/**
 * The order of remedies: another open key; a short stated wait; for the kinds that go elsewhere first, an open
 * fallback; the policy's wait; a fallback for what is left; stop. Pure.
 */
export function decide(input: PlanInput): Decision {
  return applyPlan(planWait(input), input);
}

/** The order of remedies for a plan that stands already, such as that of a gate which a call comes to. Pure. */
export function applyPlan(plan: WaitPlan, input: PlanInput): Decision {
  const { classification, progress, now } = input;
  if (classification.rotateKey && progress.otherKeyOpen) return { type: 'switch-key' };
  if (plan.type === 'wait') {
    const short = isStatedReset(plan.resetSource) && plan.untilMs - now <= SHORT_STATED_WAIT_MS;
    if (!short && progress.fallbackFirst && progress.fallback === 'open') return { type: 'switch-model' };
    return plan.untilMs <= now ? { type: 'retry' } : plan;
  }
  if (plan.reason === 'resume-later') {
    // A wait all the same, only elsewhere: what it would go to rather than wait, it goes to.
    return progress.fallbackFirst && progress.fallback === 'open' ? { type: 'switch-model' } : plan;
  }
  const usedUp = plan.reason !== 'stop';
  if (progress.fallback !== 'none' && (progress.fallbackFirst || usedUp)) return { type: 'switch-model' };
  return plan;
}
