import fc from 'fast-check';
import type { LlmEventType } from '../../../src/core/events.js';
import type { CallOptions } from '../../../src/core/request.js';

/** One call of a random script. */
export interface PlannedCall {
  readonly at: number;
  readonly form: 'chat' | 'stream' | 'run';
  readonly model: string;
  readonly fallbacks: readonly string[];
  readonly abortAfterMs: number | undefined;
  /** The consumer of a stream leaves after so many parts. */
  readonly leaveAfter: number | undefined;
  readonly options: CallOptions;
}

/** What a person does meanwhile. */
export interface PlannedAction {
  readonly at: number;
  readonly type: 'retry-now' | 'extend' | 'cancel' | 'pause' | 'resume' | 'reopen' | 'configure' | 'jump' | 'close';
}

/** What a listener does when it hears an event for the n-th time. */
export interface PlannedListener {
  readonly event: LlmEventType;
  readonly nth: number;
  readonly act: 'throw' | 'reject' | 'abort' | 'retry-now' | 'reopen' | 'configure';
}

export interface Plan {
  readonly steps: readonly StepName[];
  readonly concurrency: number;
  readonly calls: readonly PlannedCall[];
  readonly actions: readonly PlannedAction[];
  readonly listeners: readonly PlannedListener[];
}

export const STEP_NAMES = [
  'ok',
  'slow-ok',
  'hourly',
  'walled',
  'walled',
  'walled',
  'session',
  'weekly',
  'stated-5s',
  'stated-90s',
  'stated-20m',
  'throttled',
  'overloaded',
  'server-error',
  'network',
  'unauthorized',
  'forbidden',
  'not-found',
  'bad-request',
  'hang',
  'deaf',
  'slow-stream',
  'cut-stream',
  'broken-stream',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

// Some more often than others, so that calls meet.
const MODELS = ['ollama/a', 'ollama/b', 'openai/a', 'openai/a', 'openai/a', 'openai/b'];
const SPAN_MS = 900_000;
// Few different times, so that things happen at the same moment.
const time = fc.nat({ max: 60 }).map((index) => (index * SPAN_MS) / 60);
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const options: fc.Arbitrary<CallOptions> = fc
  .record({
    retry: rarely(fc.constant(false)),
    maxWait: rarely(fc.constantFrom('30s', '10m', '2h')),
    maxAttempts: rarely(fc.integer({ min: 1, max: 3 })),
    policies: rarely(
      fc.constantFrom<NonNullable<CallOptions['policies']>>(
        { 'weekly-limit': { type: 'until-reset', maxWait: '30h' } },
        { 'hourly-limit': { type: 'staged', stages: ['5s', '10s'] } },
        { 'hourly-limit': { type: 'stop' } },
        { 'rate-limit': { type: 'stop' }, overloaded: { type: 'stop' } },
      ),
    ),
  })
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));

const call: fc.Arbitrary<PlannedCall> = fc.record({
  at: time,
  form: fc.constantFrom('chat', 'chat', 'stream', 'run'),
  model: fc.constantFrom(...MODELS),
  fallbacks: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...MODELS), { maxLength: 2 }) },
  ),
  abortAfterMs: rarely(fc.constantFrom(0, 1, 5_000, 60_000, 61_000, 600_000)),
  leaveAfter: rarely(fc.nat({ max: 2 })),
  options,
});

const action: fc.Arbitrary<PlannedAction> = fc.record({
  at: time,
  type: fc.constantFrom<PlannedAction['type']>(
    ...(['retry-now', 'extend', 'extend', 'cancel', 'pause', 'resume', 'resume'] as const),
    ...(['reopen', 'configure', 'configure', 'jump', 'close'] as const),
  ),
});

const listener: fc.Arbitrary<PlannedListener> = fc.record({
  event: fc.constantFrom<LlmEventType>(
    ...(['call-start', 'attempt-start', 'attempt-success', 'attempt-failure', 'wait-start', 'wait-tick'] as const),
    ...(['wait-end', 'key-switch', 'key-disable', 'model-switch', 'stream-restart', 'call-failure'] as const),
  ),
  nth: fc.integer({ min: 1, max: 6 }),
  act: fc.constantFrom('throw', 'reject', 'abort', 'retry-now', 'reopen', 'configure'),
});

export const plan: fc.Arbitrary<Plan> = fc.record({
  steps: fc.array(fc.constantFrom(...STEP_NAMES), { minLength: 1, maxLength: 60 }),
  concurrency: fc.constantFrom(1, 2, 8),
  calls: fc.array(call, { minLength: 1, maxLength: 40 }),
  actions: fc.array(action, { maxLength: 3 }),
  listeners: fc.array(listener, { maxLength: 2 }),
});
