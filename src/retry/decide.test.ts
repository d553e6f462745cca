import { describe, expect, it } from 'vitest';
import type { Classification } from '../core/classification.js';
import { ERROR_KINDS, type ErrorKind } from '../core/error-kinds.js';
import { exponential, staged, stop, untilReset, type Policy } from '../core/policy.js';
import { decide, type Decision } from './decide.js';
import type { Progress } from './progress.js';

const NOW = 1_000_000;

function classification(kind: ErrorKind, extra: Partial<Classification> = {}): Classification {
  const { scope, waitHelps, otherKeyHelps, advice } = ERROR_KINDS[kind];
  return {
    kind,
    scope,
    retryable: waitHelps,
    rotateKey: otherKeyHelps,
    retryAfterMs: undefined,
    resetsAt: undefined,
    resetSource: undefined,
    status: undefined,
    code: undefined,
    message: '',
    advice,
    ...extra,
  };
}

const PROGRESS: Progress = {
  failures: 1,
  refusals: 1,
  waitedMs: 0,
  waitedForKindMs: 0,
  maxWaitMs: 86_400_000,
  maxHoldMs: Number.POSITIVE_INFINITY,
  maxAttempts: 5,
  stopAfterMs: 60_000,
  probeEveryMs: 900_000,
  otherKeyOpen: false,
  fallback: 'none',
  fallbackFirst: false,
};

const stated = (afterMs: number): Partial<Classification> => ({
  retryAfterMs: afterMs,
  resetsAt: NOW + afterMs,
  resetSource: 'retry-after',
});
const guessed = (afterMs: number): Partial<Classification> => ({ resetsAt: NOW + afterMs, resetSource: 'calendar' });

interface Row {
  readonly title: string;
  readonly kind: ErrorKind;
  readonly says?: Partial<Classification>;
  readonly policy?: Policy;
  readonly progress?: Partial<Progress>;
  readonly learntAtMs?: number;
  readonly decision: Partial<Decision> & { readonly untilMs?: number; readonly resetSource?: string };
}

const LADDER = staged([60_000, 300_000]);

const ROWS: readonly Row[] = [
  { title: 'the first stage', kind: 'hourly-limit', decision: { type: 'wait', untilMs: NOW + 60_000 } },
  {
    title: 'the second stage',
    kind: 'hourly-limit',
    policy: LADDER,
    progress: { refusals: 2 },
    decision: { type: 'wait', untilMs: NOW + 300_000 },
  },
  {
    title: 'used stages',
    kind: 'hourly-limit',
    policy: LADDER,
    progress: { refusals: 3 },
    decision: { type: 'stop', reason: 'stages-used' },
  },
  {
    title: 'a stated reset in place of a stage',
    kind: 'hourly-limit',
    policy: LADDER,
    says: stated(10),
    decision: { type: 'wait', untilMs: NOW + 10 },
  },
  {
    title: 'a stated reset that outlives the stages',
    kind: 'hourly-limit',
    policy: LADDER,
    says: stated(7_200_000),
    progress: { refusals: 3 },
    decision: { type: 'wait', untilMs: NOW + 7_200_000 },
  },
  {
    title: 'a learnt time in place of a stated one that is known to be too short',
    kind: 'hourly-limit',
    says: stated(600_000),
    learntAtMs: NOW + 900_000,
    decision: { type: 'wait', untilMs: NOW + 900_000, resetSource: 'learnt' },
  },
  {
    title: 'no learnt time before a stated one',
    kind: 'daily-limit',
    policy: untilReset(),
    says: stated(600_000),
    learntAtMs: NOW + 599_000,
    decision: { type: 'wait', untilMs: NOW + 600_000, resetSource: 'retry-after' },
  },
  {
    title: 'a supplement to a stated time that proved too short again and again',
    kind: 'rate-limit',
    says: stated(3_000),
    progress: { refusals: 8 },
    decision: { type: 'wait', untilMs: NOW + 3_000 + 12_000 },
  },
  {
    title: 'at most a minute more than what is stated, however often it proved too short',
    kind: 'hourly-limit',
    policy: LADDER,
    says: stated(3_000),
    progress: { refusals: 2_000 },
    decision: { type: 'wait', untilMs: NOW + 63_000 },
  },
  {
    title: 'a stage as long as the last one after the last, where the limit was seen to turn',
    kind: 'hourly-limit',
    policy: LADDER,
    progress: { refusals: 7, hasTurned: true },
    decision: { type: 'wait', untilMs: NOW + 300_000 },
  },
  {
    title: 'a calendar that moves no stage',
    kind: 'hourly-limit',
    policy: LADDER,
    says: guessed(7_200_000),
    decision: { type: 'wait', untilMs: NOW + 60_000 },
  },
  {
    title: 'a calendar after the stages',
    kind: 'hourly-limit',
    policy: LADDER,
    says: guessed(7_200_000),
    progress: { refusals: 3 },
    decision: { type: 'wait', untilMs: NOW + 7_200_000 },
  },
  {
    title: 'no second probe by the calendar',
    kind: 'hourly-limit',
    policy: LADDER,
    says: guessed(7_200_000),
    progress: { refusals: 4 },
    decision: { type: 'stop', reason: 'stages-used' },
  },
  {
    title: 'another key first',
    kind: 'hourly-limit',
    progress: { otherKeyOpen: true },
    decision: { type: 'switch-key' },
  },
  {
    title: 'no other key where it does not help',
    kind: 'overloaded',
    progress: { otherKeyOpen: true },
    decision: { type: 'wait' },
  },
  { title: 'a stop', kind: 'weekly-limit', decision: { type: 'stop', reason: 'stop' } },
  {
    title: 'a stop with a short stated wait',
    kind: 'daily-limit',
    says: { ...stated(8_640), retryable: true },
    decision: { type: 'wait', untilMs: NOW + 8_640 },
  },
  {
    title: 'a stop with a long stated wait',
    kind: 'daily-limit',
    says: stated(61_000),
    decision: { type: 'stop', reason: 'stop' },
  },
  {
    title: 'a stop that never waits',
    kind: 'daily-limit',
    says: stated(10),
    progress: { stopAfterMs: 0 },
    decision: { type: 'stop', reason: 'stop' },
  },
  {
    title: 'a stop whose guess is near',
    kind: 'daily-limit',
    says: guessed(1_000),
    decision: { type: 'stop', reason: 'stop' },
  },
  {
    title: 'a fallback for a named kind',
    kind: 'weekly-limit',
    progress: { fallback: 'open', fallbackFirst: true },
    decision: { type: 'switch-model' },
  },
  {
    title: 'a closed fallback where nothing else is left',
    kind: 'weekly-limit',
    progress: { fallback: 'closed', fallbackFirst: true },
    decision: { type: 'switch-model' },
  },
  {
    title: 'a short stated wait before a fallback',
    kind: 'daily-limit',
    says: { ...stated(60_000), retryable: true },
    progress: { fallback: 'open', fallbackFirst: true },
    decision: { type: 'wait' },
  },
  {
    title: 'a fallback before a long wait',
    kind: 'daily-limit',
    policy: untilReset(),
    says: guessed(3_600_000),
    progress: { fallback: 'open', fallbackFirst: true },
    decision: { type: 'switch-model' },
  },
  {
    title: 'a wait before a closed fallback',
    kind: 'daily-limit',
    policy: untilReset(),
    says: guessed(3_600_000),
    progress: { fallback: 'closed', fallbackFirst: true },
    decision: { type: 'wait' },
  },
  {
    title: 'a wait before a fallback for a kind that is not named',
    kind: 'hourly-limit',
    progress: { fallback: 'open' },
    decision: { type: 'wait' },
  },
  {
    title: 'a fallback when the stages are used',
    kind: 'hourly-limit',
    policy: LADDER,
    progress: { refusals: 3, fallback: 'open' },
    decision: { type: 'switch-model' },
  },
  {
    title: 'no fallback for what is wrong anywhere',
    kind: 'invalid-request',
    progress: { fallback: 'open' },
    decision: { type: 'stop', reason: 'stop' },
  },
  {
    title: 'until a guessed reset',
    kind: 'daily-limit',
    policy: untilReset({ maxWait: '26h' }),
    says: guessed(3_600_000),
    decision: { type: 'wait', untilMs: NOW + 3_600_000 },
  },
  {
    title: 'a look every 15 minutes where no reset is known',
    kind: 'monthly-limit',
    policy: untilReset(),
    decision: { type: 'wait', untilMs: NOW + 900_000 },
  },
  {
    title: 'a look every 15 minutes where the guess proved wrong',
    kind: 'daily-limit',
    policy: untilReset(),
    says: guessed(80_000_000),
    progress: { refusals: 2 },
    decision: { type: 'wait', untilMs: NOW + 900_000 },
  },
  ...(
    [
      [1, 15],
      [2, 30],
      [3, 60],
      [4, 60],
    ] as const
  ).map(([refusals, minutes]): Row => ({
    title: `a look after ${minutes} minutes, the ${refusals}. behind a calendar that says more than an hour of an hourly limit`,
    kind: 'hourly-limit',
    policy: untilReset(),
    says: guessed(10_800_000),
    progress: { refusals },
    decision: { type: 'wait', untilMs: NOW + minutes * 60_000 },
  })),
  {
    title: 'until the end that a calendar says of an hourly limit, where it comes before the next look',
    kind: 'hourly-limit',
    policy: untilReset(),
    says: guessed(600_000),
    decision: { type: 'wait', untilMs: NOW + 600_000 },
  },
  {
    title: 'the end of maxWait',
    kind: 'daily-limit',
    policy: untilReset(),
    says: guessed(86_400_001),
    decision: { type: 'stop', reason: 'max-wait' },
  },
  {
    title: "a policy's own maxWait, which replaces the call's",
    kind: 'daily-limit',
    policy: untilReset({ maxWait: '26h' }),
    says: guessed(90_000_000),
    decision: { type: 'wait' },
  },
  {
    title: 'what is left of maxWait',
    kind: 'hourly-limit',
    progress: { waitedMs: 86_400_000 - 59_999 },
    decision: { type: 'stop', reason: 'max-wait' },
  },
  {
    title: 'a wait longer than nobody is held for',
    kind: 'hourly-limit',
    progress: { refusals: 2, maxHoldMs: 120_000 },
    decision: { type: 'stop', reason: 'resume-later', resumeAt: NOW + 300_000 },
  },
  {
    title: 'a wait as long as one is held for',
    kind: 'hourly-limit',
    says: stated(120_000),
    progress: { maxHoldMs: 120_000 },
    decision: { type: 'wait', untilMs: NOW + 120_000 },
  },
  {
    title: 'another key before a wait that is too long to be held for',
    kind: 'rate-limit',
    says: { ...stated(300_000) },
    progress: { maxHoldMs: 120_000, otherKeyOpen: true },
    decision: { type: 'switch-key' },
  },
  {
    title: 'a fallback that is preferred to a wait that is too long to be held for',
    kind: 'rate-limit',
    says: stated(300_000),
    progress: { maxHoldMs: 120_000, fallback: 'open', fallbackFirst: true },
    decision: { type: 'switch-model' },
  },
  {
    title: 'no fallback for a wait that goes on elsewhere',
    kind: 'rate-limit',
    says: stated(300_000),
    progress: { maxHoldMs: 120_000, fallback: 'open' },
    decision: { type: 'stop', reason: 'resume-later', resumeAt: NOW + 300_000 },
  },
  {
    title: 'the end of maxWait before that of maxHold',
    kind: 'rate-limit',
    says: stated(300_000),
    progress: { maxHoldMs: 120_000, maxWaitMs: 200_000 },
    policy: exponential(),
    decision: { type: 'stop', reason: 'max-wait' },
  },
  {
    title: 'a stated throttle',
    kind: 'rate-limit',
    says: stated(20_000),
    decision: { type: 'wait', untilMs: NOW + 20_000 },
  },
  {
    title: 'an unstated throttle',
    kind: 'rate-limit',
    progress: { refusals: 3 },
    decision: { type: 'wait', untilMs: NOW + 8_000 },
  },
  {
    title: 'a stated throttle beyond six hours',
    kind: 'rate-limit',
    says: stated(21_600_001),
    decision: { type: 'stop', reason: 'max-wait' },
  },
  {
    title: 'a reset in the past',
    kind: 'rate-limit',
    says: { resetsAt: NOW - 5, resetSource: 'retry-after' },
    decision: { type: 'wait', untilMs: NOW + 2_000 },
  },
  {
    title: 'a throttle that never passes',
    kind: 'rate-limit',
    says: { ...stated(1_000), retryable: false },
    decision: { type: 'stop', reason: 'stop' },
  },
  {
    title: 'full jitter',
    kind: 'server-error',
    progress: { failures: 3 },
    decision: { type: 'wait', untilMs: NOW + 2_000 },
  },
  {
    title: 'used attempts',
    kind: 'network',
    progress: { failures: 5 },
    decision: { type: 'stop', reason: 'attempts-used' },
  },
  {
    title: 'a stated wait of a passing fault',
    kind: 'server-error',
    says: stated(30_000),
    decision: { type: 'wait', untilMs: NOW + 30_000 },
  },
  {
    title: "an exponential policy's own attempts",
    kind: 'rate-limit',
    policy: exponential({ maxAttempts: 2 }),
    progress: { refusals: 2 },
    decision: { type: 'stop', reason: 'attempts-used' },
  },
  {
    title: 'a cap',
    kind: 'rate-limit',
    policy: exponential({ jitter: 'none', cap: '5s' }),
    progress: { refusals: 2_000 },
    decision: { type: 'wait', untilMs: NOW + 5_000 },
  },
  { title: 'no delay at all', kind: 'rate-limit', policy: exponential({ initial: 0.1 }), decision: { type: 'retry' } },
  {
    title: 'an explicit stop of a passing fault',
    kind: 'server-error',
    policy: stop(),
    decision: { type: 'stop', reason: 'stop' },
  },
];

describe('decide', () => {
  it.each(ROWS)('$kind: $title', ({ kind, says, policy, progress, learntAtMs, decision }) => {
    const decided = decide({
      classification: classification(kind, says),
      policy: policy ?? ERROR_KINDS[kind].policy,
      progress: { ...PROGRESS, ...progress },
      now: NOW,
      chance: 0.5,
      learntAtMs,
    });
    expect(decided).toMatchObject(decision);
  });
});
