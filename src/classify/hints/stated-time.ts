import type { StatedTime } from '../evidence.js';
import { isObject, read } from '../safe-read.js';
import { parseEpoch, parseHttpDate, parseZonedDate } from './date-text.js';
import { parseDurationText, plausibleWait } from './duration-text.js';

type TimeField = 'seconds' | 'milliseconds' | 'date';

/** Fields that state a wait or a reset, their names without case and underscores. */
const TIME_FIELDS: Readonly<Record<string, TimeField>> = {
  retrydelay: 'seconds',
  retryafter: 'seconds',
  retryafterseconds: 'seconds',
  retryin: 'seconds',
  retryinseconds: 'seconds',
  retryafterms: 'milliseconds',
  retryaftermilliseconds: 'milliseconds',
  resetsinseconds: 'seconds',
  resetinseconds: 'seconds',
  resetafterseconds: 'seconds',
  secondsuntilreset: 'seconds',
  waitseconds: 'seconds',
  estimatedtime: 'seconds',
  quotaresetdelay: 'seconds',
  resetsat: 'date',
  resetat: 'date',
  resettime: 'date',
  resettimestamp: 'date',
  quotaresettimestamp: 'date',
  retryat: 'date',
  nextreset: 'date',
  nextresettime: 'date',
};
const LONGEST_NAME = 24;

/** Reads a field that states a time, in whatever unit its name and value say. */
export function readStatedTime(name: string, value: unknown): StatedTime | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const field = TIME_FIELDS[name.replaceAll('_', '').toLowerCase()];
  if (field === undefined) return undefined;
  if (typeof value === 'string') return readTimeText(value, field);
  if (typeof value === 'number') return readNumber(value, field);
  // google.protobuf.Duration as some clients decode it.
  if (!isObject(value)) return undefined;
  const seconds = Number(read(value, 'seconds') ?? Number.NaN) + Number(read(value, 'nanos') ?? 0) / 1e9;
  return readNumber(seconds, 'seconds');
}

function readNumber(value: number, field: TimeField): StatedTime | undefined {
  // An epoch where a wait is expected is a reset all the same.
  const at = parseEpoch(value);
  if (field !== 'milliseconds' && at !== undefined) return { at };
  if (field === 'date') return undefined;
  // Rounded at the microsecond first, for fractions are rounded up.
  return waitOf(Math.ceil(field === 'milliseconds' ? value : Math.round(value * 1e6) / 1e3));
}

/**
 * Reads a time in a field or a header: a number in the unit of its name, `4m30s` with units of its own, an epoch, a date
 * of HTTP or one with a zone. What is none of these, negative or longer than a year states nothing.
 */
export function readTimeText(value: string | undefined, field: TimeField): StatedTime | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return readNumber(Number(text), field);
  const wait = field === 'date' ? undefined : waitOf(parseDurationText(text));
  if (wait !== undefined) return wait;
  const at = parseZonedDate(text) ?? parseHttpDate(text);
  return at === undefined ? undefined : { at };
}

function waitOf(ms: number | undefined): StatedTime | undefined {
  const durationMs = plausibleWait(ms ?? Number.NaN);
  return durationMs === undefined ? undefined : { durationMs };
}
