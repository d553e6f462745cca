import parse from 'parse-duration';
import { showValue } from './show-value.js';

/**
 * A length of time: a finite number of milliseconds greater than 0, or a string such as `'250ms'`, `'60s'`, `'15m'`,
 * `'1h'`, `'7d'` or `'1h30m'`.
 */
export type Duration = number | string;

const DURATION_TEXT = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/** What to expect of a {@link Duration}, in the words of an error message. @internal */
export const DURATION_EXPECTATION =
  "a duration > 0: milliseconds as a number, or a text like '250ms', '60s', '1h30m', '7d'";

/**
 * Reads a {@link Duration}.
 * @returns milliseconds, or `undefined` where the value is no duration.
 */
export function durationToMs(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  // parse-duration reads a bare '20' as 20 ms and skips what it can't read, so the form is checked first.
  if (!DURATION_TEXT.test(value)) return undefined;
  const ms = parse(value);
  return ms !== null && Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/**
 * Reads a {@link Duration} that must be one.
 * @throws TypeError naming the option where the value is no duration.
 */
export function requireDuration(value: unknown, name: string): number {
  const ms = durationToMs(value);
  if (ms === undefined) {
    throw new TypeError(`Expected \`${name}\` to be ${DURATION_EXPECTATION}, got \`${showValue(value)}\`.`);
  }
  return ms;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A length of time for people, of at most two units: `5 min`, `1 h 1 min`, `850 ms`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.max(0, Math.round(durationMs))} ms`;
  // Rounded first, so that 59.9 s reads `1 min` and never `60 s`.
  let restMs =
    durationMs >= 3_600_000 ? Math.round(durationMs / 60_000) * 60_000 : Math.round(durationMs / 1_000) * 1_000;
  const parts: string[] = [];
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}
