import { requireDuration } from '../core/duration.js';
import type { CleanUpRule } from '../core/usage-store.js';
import type { Days } from './days.js';
import type { RetentionOptions } from './ledger-options.js';

/** 1970: no entry is older. */
const FIRST = 0;

/**
 * The rule for a store.
 * @throws TypeError where a duration or a number is none
 */
export function cleanUpRule(
  { maxAge, maxAttempts, sumsByDayAfter = '90d' }: RetentionOptions,
  { now, days }: { readonly now: number; readonly days: Days },
): CleanUpRule {
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && maxAttempts >= 1)) {
    throw new TypeError(`Expected \`maxAttempts\` to be an integer >= 1, got \`${maxAttempts}\`.`);
  }
  const sumsBefore = days.startOfDay(Math.max(FIRST, now - requireDuration(sumsByDayAfter, 'sumsByDayAfter')));
  return {
    ...(maxAge === undefined ? {} : { before: Math.max(FIRST, now - requireDuration(maxAge, 'maxAge')) }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    sumsBefore,
    days: days.offsets({ from: FIRST, to: Math.max(sumsBefore, FIRST + 1) }),
  };
}
