import type { StatedTime } from '../evidence.js';
import { parseHttpDate, parseZonedDate } from './date-text.js';
import { parseDurationText, plausibleWait } from './duration-text.js';

const NUMBER = /^\d+(?:\.\d+)?$/;

/**
 * Reads a `retry-after` header: seconds, with decimals too, or a date (RFC 9110, 10.2.3). Some servers send `4m30s`.
 * What is none of these, negative or longer than a year states nothing.
 */
export function readRetryAfter(value: string | undefined): StatedTime | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const durationMs = NUMBER.test(text) ? plausibleWait(Math.ceil(Number(text) * 1_000)) : parseDurationText(text);
  if (durationMs !== undefined) return { durationMs };
  const at = parseHttpDate(text) ?? parseZonedDate(text);
  return at === undefined ? undefined : { at };
}

/** Reads a `retry-after-ms` header: milliseconds. */
export function readRetryAfterMs(value: string | undefined): StatedTime | undefined {
  if (value === undefined || !NUMBER.test(value.trim())) return undefined;
  const durationMs = plausibleWait(Math.ceil(Number(value)));
  return durationMs === undefined ? undefined : { durationMs };
}
