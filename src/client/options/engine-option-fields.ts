import * as z from 'zod/mini';
import { field } from '../../core/check-options.js';
import { ERROR_KINDS, isErrorKind } from '../../core/error-kinds.js';
import { limitsField } from '../../core/limit-fields.js';
import {
  durationField,
  durationOrFalseField,
  integerField,
  policiesField,
  timeoutsField,
} from '../../core/option-fields.js';

const preferField = (): z.ZodMiniType =>
  field((value) => value === 'wait' || value === 'fallback' || value === 'soonest', "'wait', 'fallback' or 'soonest'");

/** The checks of {@link TunableOptions}; built when first needed. */
export const tunableFields = () => ({
  policies: z.optional(policiesField()),
  maxWait: z.optional(durationField()),
  maxHold: z.optional(durationOrFalseField()),
  maxAttempts: z.optional(integerField(1)),
  stopAfter: z.optional(durationOrFalseField()),
  probeEvery: z.optional(durationField()),
  fallbackOn: z.optional(
    field(
      (value) => Array.isArray(value) && value.every(isErrorKind),
      `a list of error kinds (${Object.keys(ERROR_KINDS).join(', ')})`,
    ),
  ),
  prefer: z.optional(preferField()),
  concurrency: z.optional(integerField(1)),
  limits: z.optional(limitsField()),
  timeouts: z.optional(timeoutsField()),
  retryBudget: z.optional(
    field(
      (value) => value === false || (typeof value === 'number' && value >= 0 && value <= 1),
      'a number from 0 to 1, or false',
    ),
  ),
  retry: z.optional(field((value) => typeof value === 'boolean', 'true or false')),
  onStreamFailure: z.optional(field((value) => value === 'fail' || value === 'restart', "'fail' or 'restart'")),
});

/** The checks of {@link EngineOptions}. */
export const engineFields = () => ({
  ...tunableFields(),
  unref: z.optional(field((value) => typeof value === 'boolean', 'true or false')),
  clock: z.optional(
    field((value) => hasMethods(value, ['now', 'elapsed', 'sleep']), 'a clock with now(), elapsed() and sleep()'),
  ),
  random: z.optional(
    field((value) => typeof value === 'function', 'a function that returns a number from 0 up to, but without, 1'),
  ),
  usage: z.optional(
    field((value) => hasMethods(value, ['admit', 'recordAttempt', 'recordCall']), 'a ledger, such as usageLedger()'),
  ),
  store: z.optional(field((value) => hasMethods(value, ['load', 'save']), 'a store with load() and save()')),
  namespace: z.optional(field((value) => typeof value === 'string' && value !== '', 'a name')),
  logger: z.optional(
    field(
      (value) => hasMethods(value, ['debug', 'info', 'warn', 'error']),
      'a logger with debug(), info(), warn() and error()',
    ),
  ),
});

/** The checks of the options of one call. */
export const callFields = () => ({
  signal: z.optional(
    field((value) => hasMethods(value, ['addEventListener', 'removeEventListener']), 'an AbortSignal'),
  ),
  metadata: z.optional(z.record(z.string(), z.unknown())),
  retry: z.optional(field((value) => typeof value === 'boolean', 'true or false')),
  policies: z.optional(policiesField()),
  maxWait: z.optional(durationField()),
  maxHold: z.optional(durationOrFalseField()),
  maxAttempts: z.optional(integerField(1)),
  priority: z.optional(
    field((value) => value === 'high' || value === 'normal' || value === 'low', "'high', 'normal' or 'low'"),
  ),
  group: z.optional(field((value) => typeof value === 'string', 'a text')),
  prefer: z.optional(preferField()),
});

/** Whether a value has these methods. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}
