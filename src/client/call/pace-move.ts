import { kindOfWindow, windowOfWait } from '../../classify/windows.js';
import type { Classification } from '../../core/classification.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { ApiKey } from '../../core/keys.js';
import type { Obstacle, PacedLimit } from '../../limits/pacing/lane.js';
import { SHORT_WAIT_MS, type PaceStay } from '../../limits/pacing/pace-queue.js';
import { applyPlan, SHORT_STATED_WAIT_MS, type Decision } from '../../retry/decide.js';
import type { PlanInput, WaitPlan } from '../../retry/plan-wait.js';
import { requireMs } from '../../retry/schedule.js';
import type { CallFailure } from './call-failure.js';
import { queuedStart } from './expected-start.js';
import type { Outlook } from './outlook.js';
import { planInputOf } from './plan-input.js';
import { ownClassification } from '../../core/own-classification.js';

/** Waits for its time. */
export interface PaceStart {
  readonly type: 'pace';
  readonly stay: Omit<PaceStay, 'comesBack'>;
  /** Room, or that a key that nobody knows yet lets one more in. */
  readonly waitsFor: 'room' | 'door';
  /** Whose `maxWait` it uses up, if any. */
  readonly kind: ErrorKind | undefined;
  /** It decides anew when it turns out that the next request is further off than this, in ms. */
  readonly horizonMs: number;
}

/** What a call does that can't send just now for want of room. */
export type PaceMove = PaceStart | { readonly type: 'act'; readonly decision: Decision; readonly failure: CallFailure };

/** What a limit keeps back: the key that has room first, and when that is, in epoch ms. */
export interface Busy {
  readonly key: ApiKey;
  readonly until: number;
}

/** Waits until a key that nobody knows yet lets one more in: a moment, that no option about limits is asked for. */
export function moveAtDoor(): PaceMove {
  const stay = { deadline: Number.POSITIVE_INFINITY, obstacle: undefined };
  return { type: 'pace', stay, waitsFor: 'door', kind: undefined, horizonMs: SHORT_STATED_WAIT_MS };
}

/** Waits for its time, goes elsewhere, or ends: as for a refusal by the same limit, but without one. */
export function moveAtLimit(
  { key, until }: Busy,
  { outlook, now }: { readonly outlook: Outlook; readonly now: number },
): PaceMove {
  const { handle, model } = outlook.destination;
  const { book } = handle.pace;
  const target = { provider: handle.name, model, key };
  if (until === Number.POSITIVE_INFINITY) {
    const limit = book.impossible(model, key, outlook.size);
    return endAt({ classification: tooLarge(limit), target }, { outlook, plan: { type: 'stop', reason: 'stop' } });
  }
  const obstacle = book.obstacle(model, key, outlook.size);
  const kind = kindOf(obstacle, now);
  const classification = spent(kind, obstacle);
  const input = planInputOf(outlook, { classification, target, refusals: 1, chance: 0 });
  const leftMs = maxWaitLeftMs(input);
  const expected = queuedStart(outlook.destination, key, Math.max(now, until));
  const stay = { deadline: now + leftMs, obstacle: undefined };
  const horizonMs = Math.max(SHORT_STATED_WAIT_MS, until - now);
  const waitMs = expected - now;
  if (waitMs <= SHORT_WAIT_MS && leftMs > 0) return { type: 'pace', stay, waitsFor: 'room', kind, horizonMs };
  const failure = { classification, target };
  if (input.policy.type === 'stop' && until - now > input.progress.stopAfterMs) {
    return endAt(failure, { outlook, plan: { type: 'stop', reason: 'closed-gate' } });
  }
  if (until - now > leftMs || leftMs <= 0)
    return endAt(failure, { outlook, plan: { type: 'stop', reason: 'max-wait', nextTryAt: until } });
  if (until - now > input.progress.maxHoldMs) {
    return endAt(failure, { outlook, plan: { type: 'stop', reason: 'resume-later', resumeAt: until } });
  }
  const isLong = until - now > SHORT_STATED_WAIT_MS;
  const to = outlook.soonerDestination(expected);
  if (to !== undefined || (isLong && input.progress.fallbackFirst && input.progress.fallback === 'open')) {
    const decision = { type: 'switch-model', ...(to === undefined ? {} : { to }) } as const;
    return { type: 'act', decision, failure: { ...failure, cause: undefined } };
  }
  const resetSource = obstacle?.limit.source ?? 'learnt';
  const told = { kind, keyId: key.keyId, until: Math.max(now, until), resetSource };
  return { type: 'pace', stay: { ...stay, obstacle: told }, waitsFor: 'room', kind, horizonMs };
}

function endAt(
  failure: Omit<CallFailure, 'cause'>,
  { outlook, plan }: { readonly outlook: Outlook; readonly plan: WaitPlan },
): PaceMove {
  const { classification, target } = failure;
  if (target.key === undefined) throw new Error('A limit without a key.');
  const input = planInputOf(outlook, {
    classification,
    target: { ...target, key: target.key },
    refusals: 1,
    chance: 0,
  });
  return { type: 'act', decision: applyPlan(plan, input), failure: { ...failure, cause: undefined } };
}

/** How long a call may still wait for this kind: by the policy's own `maxWait`, else by the call's. */
function maxWaitLeftMs({ policy, progress }: PlanInput): number {
  return 'maxWait' in policy && policy.maxWait !== undefined
    ? requireMs(policy.maxWait) - progress.waitedForKindMs
    : progress.maxWaitMs - progress.waitedMs;
}

function kindOf(obstacle: Obstacle | undefined, now: number): ErrorKind {
  return kindOfWindow(windowOfWait(obstacle?.limit.windowMs ?? Math.max(0, (obstacle?.at ?? now) - now)));
}

function spent(kind: ErrorKind, obstacle: Obstacle | undefined): Classification {
  return ownClassification(kind, {
    scope: 'project+model',
    retryable: true,
    rotateKey: true,
    resetsAt: obstacle?.at,
    resetSource: obstacle?.limit.source,
    ...(obstacle === undefined ? {} : { quota: quotaOf(obstacle.limit) }),
    message: obstacle === undefined ? '' : `${wordsOf(obstacle.limit)} is used up.`,
  });
}

function tooLarge(limit: PacedLimit | undefined): Classification {
  return ownClassification('context-length', {
    ...(limit === undefined ? {} : { quota: quotaOf(limit) }),
    message: `The request is larger than ${limit === undefined ? 'a limit' : wordsOf(limit)}: it can never be sent.`,
    advice: 'Send less at a time, lower `maxOutputTokens`, or raise the limit.',
  });
}

function quotaOf({ metric, window, windowMs }: PacedLimit): NonNullable<Classification['quota']> {
  return {
    metric: metric === 'requests' ? 'requests' : 'tokens',
    limit: window.limit,
    ...(windowMs === undefined ? {} : { window: windowMs <= 1_000 ? 'second' : windowOfWait(windowMs) }),
  };
}

function wordsOf(limit: PacedLimit): string {
  const { window } = quotaOf(limit);
  return `the limit of ${limit.window.limit} ${limit.metric.replace('-', ' ')}${window === undefined ? '' : ` per ${window}`}`;
}
