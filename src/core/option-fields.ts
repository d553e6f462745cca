import * as z from 'zod/mini';
import { field } from './check-options.js';
import { DURATION_EXPECTATION, durationToMs, type Duration } from './duration.js';
import { ERROR_KINDS } from './error-kinds.js';
import type { Policy } from './policy.js';

/** A duration. */
export const durationField = (): z.ZodMiniType<Duration> =>
  field<Duration>((value) => durationToMs(value) !== undefined, DURATION_EXPECTATION);

/** A duration, or `false` for "off". */
export const durationOrFalseField = (): z.ZodMiniType<Duration | false> =>
  field<Duration | false>(
    (value) => value === false || durationToMs(value) !== undefined,
    `${DURATION_EXPECTATION}, or false`,
  );

/** An integer from a least value up. */
export const integerField = (least: number): z.ZodMiniType<number> =>
  field<number>((value) => Number.isInteger(value) && (value as number) >= least, `an integer >= ${least}`);

/** Timeouts of an attempt. */
export const timeoutsField = (): z.ZodMiniType =>
  z.strictObject({
    connect: z.optional(durationOrFalseField()),
    firstToken: z.optional(durationOrFalseField()),
    idle: z.optional(durationOrFalseField()),
    answer: z.optional(durationOrFalseField()),
    total: z.optional(durationOrFalseField()),
  });

/** One policy: what `staged()`, `exponential()`, `untilReset()` and `stop()` make, or the same from JSON. */
export const policyField = (): z.ZodMiniType<Policy> =>
  field<Policy>(isPolicy, 'a policy: staged([...]), exponential({...}), untilReset() or stop()');

/** Policies by kind of error. */
export const policiesField = (): z.ZodMiniType =>
  z.strictObject(Object.fromEntries(Object.keys(ERROR_KINDS).map((kind) => [kind, z.optional(policyField())])));

const WAIT_FIELDS = ['tick', 'maxWait'];

const POLICY_FIELDS: Readonly<Record<Policy['type'], readonly string[]>> = {
  staged: ['stages', ...WAIT_FIELDS],
  exponential: ['initial', 'factor', 'cap', 'jitter', 'maxAttempts', ...WAIT_FIELDS],
  'until-reset': WAIT_FIELDS,
  stop: [],
};

const FIELD_CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  stages: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((stage) => durationToMs(stage) !== undefined),
  initial: (value) => durationToMs(value) !== undefined,
  cap: (value) => durationToMs(value) !== undefined,
  factor: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 1,
  jitter: (value) => value === 'full' || value === 'none',
  maxAttempts: (value) => value === undefined || (Number.isInteger(value) && (value as number) >= 1),
  tick: (value) => value === undefined || value === false || durationToMs(value) !== undefined,
  maxWait: (value) => value === undefined || durationToMs(value) !== undefined,
};

function isPolicy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, ...rest } = value as Record<string, unknown>;
  if (typeof type !== 'string' || !Object.hasOwn(POLICY_FIELDS, type)) return false;
  const fields = POLICY_FIELDS[type as Policy['type']];
  if (Object.keys(rest).some((name) => !fields.includes(name))) return false;
  return fields.every((name) => {
    const check = FIELD_CHECKS[name];
    const isOptional = WAIT_FIELDS.includes(name) || name === 'maxAttempts';
    return check !== undefined && ((isOptional && rest[name] === undefined) || check(rest[name]));
  });
}
