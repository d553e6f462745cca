import type { Classification } from '../../core/classification.js';
import { limitName } from '../../limits/reset-clock/limit-name.js';
import type { Target } from '../../limits/target.js';
import type { PlanInput } from '../../retry/plan-wait.js';
import type { Progress } from '../../retry/progress.js';
import { requireMs } from '../../retry/schedule.js';
import { resolveMaxHold } from '../options/settings.js';
import type { Outlook } from './outlook.js';
import { sharedFailures } from './shared-failures.js';

/** A refusal or a fault, as far as what comes next depends on it. */
export interface MetFailure {
  readonly classification: Classification;
  readonly target: Target;
  /** Refusals of this kind at its gate since the last success there, this one included. */
  readonly refusals: number;
  /** From 0 up to, but without, 1. */
  readonly chance: number;
  /** From when it is planned, in epoch ms. @default now */
  readonly now?: number;
}

/** All that a decision about a call depends on. */
export function planInputOf(outlook: Outlook, failure: MetFailure): PlanInput {
  const { classification, chance, now = outlook.spec.engine.clock.now() } = failure;
  const policy = outlook.policyOf(classification.kind);
  return { classification, policy, progress: progressOf(outlook, failure), now, chance };
}

function progressOf(outlook: Outlook, { classification, target, refusals }: MetFailure): Progress {
  const { log, spec } = outlook;
  const { options, engine } = spec;
  const { settings, board } = engine;
  const { handle } = outlook.destination;
  return {
    failures: sharedFailures(outlook.failures, { board, handle, classification, target }),
    refusals,
    waitedMs: log.quotaWaitedMs,
    waitedForKindMs: log.quotaWaitedForMs(classification.kind),
    maxWaitMs: options.maxWait === undefined ? settings.maxWaitMs : requireMs(options.maxWait),
    maxHoldMs: resolveMaxHold(options.maxHold, settings.maxHoldMs),
    maxAttempts: options.maxAttempts ?? settings.maxAttempts,
    stopAfterMs: settings.stopAfterMs,
    probeEveryMs: settings.probeEveryMs,
    hasTurned: hasTurned(outlook, classification, target),
    otherKeyOpen: classification.rotateKey && outlook.isOtherKeyOpen(target),
    fallback: outlook.fallback(),
    fallbackFirst: outlook.isFallbackFirst(classification.kind),
  };
}

/** Whether this limit let requests through again before. */
function hasTurned(outlook: Outlook, classification: Classification, target: Target): boolean {
  const { board } = outlook.spec.engine;
  const gate = board.find(classification, target);
  return gate !== undefined && board.resetClock.hasTurned(limitName(gate.id, classification));
}
