import { requireDuration } from '../../core/duration.js';
import type { CleanUpRule } from '../../core/usage-store.js';
import type { Days } from '../days.js';
import type { RetentionOptions } from './ledger-options.js';

/** 1970: no entry is older. */
const FIRST = 0;

/**
 * The rule for a store.
 * @throws TypeError where a duration or a number is none
 */
export function cleanUpRule(
  { maxAge, maxAttempts, maxBytes, sumsByDayAfter = '90d' }: RetentionOptions,
  { now, days }: { readonly now: number; readonly days: Days },
): CleanUpRule {
  for (const [name, most] of Object.entries({ maxAttempts, maxBytes })) {
    if (most !== undefined && !(Number.isInteger(most) && most >= 1)) {
      throw new TypeError(`Expected \`${name}\` to be an integer >= 1, got \`${most}\`.`);
    }
  }
  const sumsBefore = days.startOfDay(Math.max(FIRST, now - requireDuration(sumsByDayAfter, 'sumsByDayAfter')));
  return {
    ...(maxAge === undefined ? {} : { before: Math.max(FIRST, now - requireDuration(maxAge, 'maxAge')) }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    sumsBefore,
    days: days.offsets({ from: FIRST, to: Math.max(sumsBefore, FIRST + 1) }),
  };
}
