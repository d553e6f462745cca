import type { StatedTime } from '../evidence.js';
import { parseEpoch, parseHttpDate, parseZonedDate } from './date-text.js';
import { parseDurationText, plausibleWait } from './duration-text.js';

// x-ratelimit-reset, x-ratelimit-reset-tokens, x-ratelimit-requests-reset, ratelimit-remaining, vendor-ratelimit-unified-5h-status …
const NAME = /^(?:[a-z]+-)?rate-?limit(?:bysize)?-(.+)$/;
const PART = /^(?:(reset|remaining|status)(?:-(.+))?|(.+)-(reset|remaining|status))$/;
const NUMBER = /^\d+(?:\.\d+)?$/;

/** What the rate limit headers say of one bucket. */
export interface HeaderBucket {
  /** As in the names of its headers: `requests`, `tokens`, `unified-5h`; empty where there is only one. */
  readonly name: string;
  readonly reset: StatedTime | undefined;
}

// The IETF's one header: `"default";r=0;t=30` (draft 8 and later), `limit=10, remaining=0, reset=30` before.
const WHOLE = /(?:^|[;,]\s*)(?:r|remaining)=0(?=$|[;,\s])/;
const WHOLE_RESET = /(?:^|[;,]\s*)(?:t|reset)=(\d{1,9})(?=$|[;,\s])/;

/** The bucket of the header `ratelimit`, see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers */
function readWhole(value: string | undefined): readonly HeaderBucket[] {
  if (value === undefined || !WHOLE.test(value)) return [];
  return [{ name: '', reset: readReset(WHOLE_RESET.exec(value)?.[1]) }];
}

/** The buckets that are empty, by headers such as `x-ratelimit-remaining-tokens: 0` and `x-ratelimit-reset-tokens: 6m0s`. */
export function readEmptyBuckets(headers: ReadonlyMap<string, string>): readonly HeaderBucket[] {
  const buckets = new Map<string, Partial<Record<string, string>>>();
  for (const [name, value] of headers) {
    const part = PART.exec(NAME.exec(name)?.[1] ?? '');
    if (part === null) continue;
    const bucket = part[2] ?? part[3] ?? '';
    buckets.set(bucket, { ...buckets.get(bucket), [part[1] ?? part[4] ?? '']: value });
  }
  return [
    ...readWhole(headers.get('ratelimit')),
    ...[...buckets]
      .filter(([, parts]) => isEmpty(parts))
      .map(([name, parts]) => ({ name, reset: readReset(parts['reset']) })),
  ];
}

function isEmpty(parts: Partial<Record<string, string>>): boolean {
  if (parts['status'] !== undefined) return parts['status'] === 'rejected';
  return parts['remaining'] !== undefined && NUMBER.test(parts['remaining']) && Number(parts['remaining']) === 0;
}

/** The time that a reset header states: a duration, seconds, an epoch or a date. */
export function readReset(value: string | undefined): StatedTime | undefined {
  if (value === undefined) return undefined;
  if (NUMBER.test(value)) {
    const at = parseEpoch(Number(value));
    if (at !== undefined) return { at };
    const durationMs = plausibleWait(Math.ceil(Number(value) * 1_000));
    return durationMs === undefined ? undefined : { durationMs };
  }
  const durationMs = parseDurationText(value);
  if (durationMs !== undefined) return { durationMs };
  const at = parseZonedDate(value) ?? parseHttpDate(value);
  return at === undefined ? undefined : { at };
}
