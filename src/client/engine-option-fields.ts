import * as z from 'zod';
import { field } from '../core/check-options.js';
import { ERROR_KINDS, isErrorKind } from '../core/error-kinds.js';
import {
  durationField,
  durationOrFalseField,
  integerField,
  policiesField,
  timeoutsField,
} from '../core/option-fields.js';

/** The checks of {@link TunableOptions}; built when first needed. */
export const tunableFields = () => ({
  policies: policiesField().optional(),
  maxWait: durationField().optional(),
  maxAttempts: integerField(1).optional(),
  stopAfter: durationOrFalseField().optional(),
  probeEvery: durationField().optional(),
  fallbackOn: field(
    (value) => Array.isArray(value) && value.every(isErrorKind),
    `a list of error kinds (${Object.keys(ERROR_KINDS).join(', ')})`,
  ).optional(),
  prefer: field(
    (value) => value === 'wait' || value === 'fallback' || value === 'soonest',
    "'wait', 'fallback' or 'soonest'",
  ).optional(),
  concurrency: integerField(1).optional(),
  timeouts: timeoutsField().optional(),
  retry: field((value) => typeof value === 'boolean', 'true or false').optional(),
  onStreamFailure: field((value) => value === 'fail' || value === 'restart', "'fail' or 'restart'").optional(),
});

/** The checks of {@link EngineOptions}. */
export const engineFields = () => ({
  ...tunableFields(),
  unref: field((value) => typeof value === 'boolean', 'true or false').optional(),
  clock: field(
    (value) => hasMethods(value, ['now', 'elapsed', 'sleep']),
    'a clock with now(), elapsed() and sleep()',
  ).optional(),
  random: field(
    (value) => typeof value === 'function',
    'a function that returns a number from 0 up to, but without, 1',
  ).optional(),
  logger: field(
    (value) => hasMethods(value, ['debug', 'info', 'warn', 'error']),
    'a logger with debug(), info(), warn() and error()',
  ).optional(),
});

/** The checks of the options of one call. */
export const callFields = () => ({
  signal: field((value) => hasMethods(value, ['addEventListener', 'removeEventListener']), 'an AbortSignal').optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  retry: field((value) => typeof value === 'boolean', 'true or false').optional(),
  policies: policiesField().optional(),
  maxWait: durationField().optional(),
  maxAttempts: integerField(1).optional(),
});

/** Whether a value has these methods. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}
