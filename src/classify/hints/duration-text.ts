import parse from 'parse-duration';

/** One unit of them. */
export const UNIT_SOURCE =
  '(?:milliseconds?|millis|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)(?![a-z\\d])';
const NUMBER = '\\d{1,15}(?:\\.\\d{1,12})?';
const COMPACT_UNIT = '(?:ms|s|m|h|d)';

/** Durations as providers write them, in lower case: `6m0s`, `964.97ms`, `45 seconds`, `5 days 10 hours`, `1 hour and 2 minutes`. */
export const DURATION_SOURCE =
  `(?:${NUMBER}${COMPACT_UNIT}(?: ?${NUMBER}${COMPACT_UNIT}){0,5}(?![a-z\\d])` +
  `|${NUMBER} ?${UNIT_SOURCE}(?:,? (?:and )?${NUMBER} ?${UNIT_SOURCE}){0,4})`;

const WHOLE = new RegExp(`^${DURATION_SOURCE}$`);

/** Its end must be a date, and these end in the year 275760. Beyond it a number states nothing. */
const LONGEST_MS = 8e15;

/** A number of milliseconds that can be a wait, or `undefined`. */
export function plausibleWait(ms: number): number | undefined {
  return Number.isFinite(ms) && ms >= 0 && ms <= LONGEST_MS ? ms : undefined;
}

/** Reads a duration with units, the whole text being one. @returns milliseconds, fractions rounded up. */
export function parseDurationText(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  // parse-duration reads a bare number as milliseconds and skips what it can't read, so the form is checked first.
  if (trimmed.length > 120 || !WHOLE.test(trimmed)) return undefined;
  const ms = parse(trimmed.replaceAll(' and ', ' ').replaceAll(',', ' '));
  // Rounded at the microsecond first: 42.921954507 s must not become 42922 by a rounding error of its binary form.
  return ms === null ? undefined : plausibleWait(Math.ceil(Math.round(ms * 1_000) / 1_000));
}
