import { isStatedReset, type Classification, type ResetSource } from '../core/classification.js';
import { ERROR_KINDS } from '../core/error-kinds.js';
import type { StopReason } from '../core/error.js';
import type { ExponentialPolicy, Policy, StagedPolicy } from '../core/policy.js';
import type { WaitStage } from '../core/wait.js';
import type { Progress } from './progress.js';
import { exponentialDelayMs, requireMs, spreadDelayMs } from './schedule.js';

/** What a policy says of one failure, without regard to other keys and models. */
export type WaitPlan =
  | {
      readonly type: 'wait';
      /** Epoch ms. */
      readonly untilMs: number;
      readonly stage: WaitStage;
      readonly resetSource: ResetSource;
    }
  | StopPlan;

/** The end of a call. */
export type StopPlan =
  | { readonly type: 'stop'; readonly reason: Exclude<StopReason, 'resume-later' | 'max-wait'> }
  /** It would have asked next at this time, in epoch ms; `undefined` where a call inside of this one has waited. */
  | { readonly type: 'stop'; readonly reason: 'max-wait'; readonly nextTryAt: number | undefined }
  /** It may be made again at this time, in epoch ms. */
  | { readonly type: 'stop'; readonly reason: 'resume-later'; readonly resumeAt: number };

/** What a plan depends on. */
export interface PlanInput {
  readonly classification: Classification;
  readonly policy: Policy;
  readonly progress: Progress;
  /** Epoch ms. */
  readonly now: number;
  /** From 0 up to, but without, 1: the chance of this failure's jitter. */
  readonly chance: number;
  /**
   * When to ask next by what earlier walls of this limit taught, in epoch ms. A stated time beside it is known to be too
   * short, unless it is later.
   */
  readonly learntAtMs?: number | undefined;
}

/** Applies a policy to a failure, within `maxWait`. Pure. */
export function planWait(input: PlanInput): WaitPlan {
  return withinMaxWait(planByPolicy(input), input);
}

/** Ends what would wait longer than what is left of `maxWait`, the policy's own, else the call's; or than `maxHold`. Pure. */
export function withinMaxWait(plan: WaitPlan, { policy, progress, now }: PlanInput): WaitPlan {
  if (plan.type === 'stop') return plan;
  const own = 'maxWait' in policy && policy.maxWait !== undefined ? requireMs(policy.maxWait) : undefined;
  const leftMs = own === undefined ? progress.maxWaitMs - progress.waitedMs : own - progress.waitedForKindMs;
  if (plan.untilMs - now > leftMs) return { type: 'stop', reason: 'max-wait', nextTryAt: plan.untilMs };
  // Nobody is held for so long: the call may be made again when it would have been sent.
  if (plan.untilMs - now > progress.maxHoldMs) return { type: 'stop', reason: 'resume-later', resumeAt: plan.untilMs };
  return plan;
}

/** Applies a policy to a failure, without regard to how long one call may wait: what a gate does. Pure. */
export function planByPolicy(input: PlanInput): WaitPlan {
  const { classification, policy, progress, now } = input;
  // A kind that passes by itself, but whose rule says that this very request never will: one larger than the quota.
  if (neverPasses(classification)) return { type: 'stop', reason: 'stop' };
  const stated = statedReset(classification, now);
  const believed = stated !== undefined && stated.untilMs < (input.learntAtMs ?? 0) ? undefined : stated;
  switch (policy.type) {
    case 'stop':
      return stated !== undefined && stated.untilMs - now <= progress.stopAfterMs
        ? { type: 'wait', ...stated, stage: { index: progress.refusals, of: undefined } }
        : { type: 'stop', reason: 'stop' };
    case 'staged':
      return planStaged(policy, believed, input);
    case 'exponential':
      return planExponential(policy, believed, input);
    case 'until-reset':
      return planUntilReset(believed, input);
    default:
      return policy satisfies never;
  }
}

function waitsByDefault(classification: Classification): boolean {
  return ERROR_KINDS[classification.kind].policy.type !== 'stop';
}

/** Whether waiting is no remedy though the kind's own policy waits: this very request never passes. */
export function neverPasses(classification: Classification): boolean {
  return !classification.retryable && waitsByDefault(classification);
}

interface StatedReset {
  readonly untilMs: number;
  readonly resetSource: ResetSource;
}

/** The reset that the provider stated, if it still lies ahead: a past one tells nothing. */
function statedReset({ resetsAt, resetSource }: Classification, now: number): StatedReset | undefined {
  if (resetsAt === undefined || !isStatedReset(resetSource) || resetsAt <= now) return undefined;
  return { untilMs: resetsAt, resetSource };
}

function planStaged(policy: StagedPolicy, stated: StatedReset | undefined, input: PlanInput): WaitPlan {
  const { classification, progress, now, learntAtMs } = input;
  const index = progress.refusals;
  const count = policy.stages.length;
  if (stated !== undefined)
    return { type: 'wait', ...after(stated, { seen: index, now }), stage: { index, of: Math.max(index, count) } };
  if (learntAtMs !== undefined) {
    // It moves a stage, and uses none up.
    return {
      type: 'wait',
      untilMs: learntAtMs,
      stage: { index: Math.min(index, count), of: count },
      resetSource: 'learnt',
    };
  }
  const stage = policy.stages[index - 1];
  if (stage !== undefined) {
    return { type: 'wait', untilMs: now + requireMs(stage), stage: { index, of: count }, resetSource: 'ladder' };
  }
  // A calendar moves no stage; where it knows the end of an hourly window, one last probe follows the ladder.
  const { kind, resetsAt, resetSource } = classification;
  if (
    index === count + 1 &&
    kind === 'hourly-limit' &&
    resetsAt !== undefined &&
    resetSource === 'calendar' &&
    resetsAt > now
  ) {
    return { type: 'wait', untilMs: resetsAt, stage: { index, of: index }, resetSource };
  }
  const last = policy.stages.at(-1);
  if (progress.hasTurned === true && last !== undefined) {
    // It turns, and others were faster: the calls that wait lose nothing but time, within their maxWait.
    const untilMs = now + requireMs(last);
    return { type: 'wait', untilMs, stage: { index: count, of: count }, resetSource: 'ladder' };
  }
  return { type: 'stop', reason: 'stages-used' };
}

function planExponential(policy: ExponentialPolicy, stated: StatedReset | undefined, input: PlanInput): WaitPlan {
  const { classification, progress, now, chance, learntAtMs } = input;
  const counted = ERROR_KINDS[classification.kind].budget === 'attempts';
  const seen = counted ? progress.failures : progress.refusals;
  const most = policy.maxAttempts ?? (counted ? progress.maxAttempts : undefined);
  if (most !== undefined && seen >= most) return { type: 'stop', reason: 'attempts-used' };
  const stage: WaitStage = { index: seen, of: most === undefined || !Number.isFinite(most) ? undefined : most - 1 };
  if (stated !== undefined) {
    return { type: 'wait', ...after(stated, { seen, now }), stage };
  }
  if (learntAtMs !== undefined) return { type: 'wait', untilMs: learntAtMs, stage, resetSource: 'learnt' };
  const delayMs = spreadDelayMs(policy, exponentialDelayMs(policy, seen), chance);
  return { type: 'wait', untilMs: now + delayMs, stage, resetSource: 'ladder' };
}

/** A stated time that proved too short so often gets a growing supplement. */
const MOST_TOO_SHORT = 5;
const LONGEST_SUPPLEMENT_MS = 60_000;

/** When to ask after a stated time: never earlier, and later and later where it proves too short again and again. */
function after(stated: StatedReset, { seen, now }: { readonly seen: number; readonly now: number }): StatedReset {
  const { untilMs: statedMs, resetSource } = stated;
  const soonestMs = Math.max(statedMs, now + shortestRepeatMs(seen));
  if (seen <= MOST_TOO_SHORT) return { untilMs: soonestMs, resetSource };
  const supplementMs = (soonestMs - now) * 2 ** (seen - MOST_TOO_SHORT - 1);
  return { untilMs: soonestMs + Math.min(LONGEST_SUPPLEMENT_MS, supplementMs), resetSource };
}

/** A server that states "1 ms" again and again must not be asked a thousand times a second. */
function shortestRepeatMs(seen: number): number {
  if (seen < 2) return 0;
  return seen < 5 ? 100 : 1_000;
}

/**
 * A limit that calls itself hourly may end within the hour: a calendar that names a later time is looked behind, less and
 * less often, up to every fourth time.
 */
function looksApart({ kind, resetSource }: Classification, refusals: number): number {
  return kind === 'hourly-limit' && resetSource === 'calendar' ? Math.min(4, 2 ** (refusals - 1)) : 1;
}

function planUntilReset(stated: StatedReset | undefined, input: PlanInput): WaitPlan {
  const { classification, progress, now, learntAtMs } = input;
  const stage: WaitStage = { index: progress.refusals, of: undefined };
  if (stated !== undefined) return { type: 'wait', ...after(stated, { seen: progress.refusals, now }), stage };
  if (learntAtMs !== undefined) return { type: 'wait', untilMs: learntAtMs, stage, resetSource: 'learnt' };
  const { resetsAt, resetSource } = classification;
  const probeAtMs = now + progress.probeEveryMs * looksApart(classification, progress.refusals);
  if (resetsAt === undefined || resetSource === undefined || resetsAt <= now) {
    return { type: 'wait', untilMs: probeAtMs, stage, resetSource: 'ladder' };
  }
  // A guess that was waited for and proved wrong: the next one may be a day off, so look more often.
  const isDoubtful = progress.refusals > 1 || classification.kind === 'hourly-limit';
  if (isDoubtful && probeAtMs < resetsAt) {
    return { type: 'wait', untilMs: probeAtMs, stage, resetSource: 'ladder' };
  }
  return { type: 'wait', untilMs: resetsAt, stage, resetSource };
}
