import { expect, it } from 'vitest';
import type { Classification } from '../../core/classification.js';
import { ERROR_KINDS, type ErrorKind } from '../../core/error-kinds.js';
import { NO_KEY } from '../../core/keys.js';
import { ownClassification } from '../../core/own-classification.js';
import { staged, stop, type Policy } from '../../core/policy.js';
import { GateBoard } from '../../limits/gates/gate-board.js';
import type { Parked } from '../../limits/gates/parked.js';
import type { Target } from '../../limits/target.js';
import { manualClock } from '../../testing/manual-clock.js';
import { planClosing } from './plan-closing.js';
import type { Refusal } from './refusal.js';

const PROBE_EVERY_MS = 900_000;
const NEVER = Number.POSITIVE_INFINITY;
const TARGET: Target = { provider: 'p', model: 'm', key: NO_KEY };

function refusalOf(
  kind: ErrorKind,
  of: { readonly policy?: Policy; readonly says?: Partial<Classification>; readonly chance?: number } = {},
): Refusal {
  const { policy = ERROR_KINDS[kind].policy, says = {}, chance = 0 } = of;
  const clock = manualClock();
  const board = new GateBoard({ clock, unref: false, createWaitId: () => 'wait-1', onWait: () => undefined });
  return {
    board,
    call: { callId: 'call-1' } as Parked,
    classification: ownClassification(kind, { scope: ERROR_KINDS[kind].scope, retryable: true, message: '', ...says }),
    target: TARGET,
    sentAt: clock.now(),
    policy,
    progress: {
      failures: 1,
      refusals: 1,
      waitedMs: 0,
      waitedForKindMs: 0,
      maxWaitMs: 86_400_000,
      maxHoldMs: NEVER,
      maxAttempts: 5,
      stopAfterMs: 60_000,
      probeEveryMs: PROBE_EVERY_MS,
      otherKeyOpen: false,
      fallback: 'none',
      fallbackFirst: false,
    },
    now: clock.now(),
    chance,
  };
}

it('closes for the stage that the refusals have come to', () => {
  const refusal = refusalOf('hourly-limit', { policy: staged([60_000, 300_000]) });
  expect(planClosing(refusal, 2)).toMatchObject({
    until: refusal.now + 300_000,
    stage: { index: 2, of: 2 },
    resetSource: 'ladder',
    waitedFor: true,
  });
});

it('asks when the reset clock says, and tells of the reset that it learnt', () => {
  const refusal = refusalOf('hourly-limit');
  const { now } = refusal;
  const closing = planClosing(refusal, 1, { probeAt: now + 100_000, resetsAt: now + 99_000, isTrial: false });
  expect(closing).toMatchObject({
    until: now + 100_000,
    resetSource: 'learnt',
    classification: { resetsAt: now + 99_000, resetSource: 'learnt' },
  });
});

it('lets one call find out at the stated reset of a limit that nobody waits for', () => {
  const resetsAt = refusalOf('daily-limit').now + 7_200_000;
  const refusal = refusalOf('daily-limit', { policy: stop(), says: { resetsAt, resetSource: 'retry-after' } });
  expect(planClosing(refusal, 1)).toMatchObject({ until: resetsAt, resetSource: 'retry-after', waitedFor: false });
});

it('lets one call find out every `probeEvery` where no reset is stated', () => {
  const refusal = refusalOf('daily-limit', { policy: stop() });
  expect(planClosing(refusal, 1).until).toBe(refusal.now + PROBE_EVERY_MS);
});

it('lets one call find out at a guessed reset that comes before `probeEvery`', () => {
  const resetsAt = refusalOf('daily-limit').now + 60_000;
  const refusal = refusalOf('daily-limit', { policy: stop(), says: { resetsAt, resetSource: 'calendar' } });
  expect(planClosing(refusal, 1).until).toBe(resetsAt);
});

it('lets whoever comes next ask where the stages are used up', () => {
  const refusal = refusalOf('hourly-limit', { policy: staged([60_000]) });
  expect(planClosing(refusal, 2)).toMatchObject({ until: refusal.now, waitedFor: false });
});

it('goes on asking a server that is down, however few attempts a call has', () => {
  const refusal = refusalOf('server-error', { says: { scope: 'model' } });
  expect(planClosing(refusal, 50).waitedFor).toBe(true);
});

it('asks a server that is down again within seconds where it has not been at work for long', () => {
  const refusal = refusalOf('server-error', { says: { scope: 'model' }, chance: 0.5 });
  refusal.board.create(planClosing(refusal, 1));
  // Its policy alone would come to a minute by now.
  expect(planClosing(refusal, 8).until).toBe(refusal.now + 3_800);
});

it.each([
  { tick: undefined, tickMs: 60_000 },
  { tick: '10s', tickMs: 10_000 },
  { tick: false, tickMs: false },
] as const)('ticks as the policy says ($tick)', ({ tick, tickMs }) => {
  const policy = staged([60_000], tick === undefined ? {} : { tick });
  expect(planClosing(refusalOf('hourly-limit', { policy }), 1).tickMs).toBe(tickMs);
});
