import type { StatedTime } from '../evidence.js';
import { readTimeText } from './stated-time.js';

// x-ratelimit-limit-requests, x-ratelimit-tokens-remaining, x-ratelimit-reset-requests-day, vendor-ratelimit-unified-5h-status …
const NAME =
  /^(?:[a-z]+-)?rate-?limit(bysize)?-(?:(limit|remaining|reset|status)(?:-(.+))?|(.+)-(limit|remaining|reset|status))$/;

type Part = 'limit' | 'remaining' | 'reset' | 'status';

/** What a header about a limit tells of which bucket. */
export interface HeaderPart {
  readonly header: string;
  readonly bucket: string;
  readonly part: Part;
}

/** What the rate limit headers say of one bucket, by its parts. */
export type Parts = Partial<Record<Part, string>>;

/** Takes the name of a header about a limit apart. */
export function partOf(header: string): HeaderPart | undefined {
  const [found, bySize = '', first, after, before, last] = NAME.exec(header) ?? [];
  return found === undefined
    ? undefined
    : { header, bucket: bySize + (after ?? before ?? ''), part: (first ?? last) as Part };
}

/** The parts of every bucket. */
export function bucketsOf(
  parts: readonly HeaderPart[],
  get: (header: string) => string | null | undefined,
): ReadonlyMap<string, Parts> {
  const buckets = new Map<string, Parts>();
  for (const { header, bucket, part } of parts) {
    const value = get(header);
    if (typeof value !== 'string') continue;
    const known = buckets.get(bucket);
    if (known === undefined) buckets.set(bucket, { [part]: value });
    else known[part] = value;
  }
  return buckets;
}

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
  return [{ name: '', reset: readTimeText(WHOLE_RESET.exec(value)?.[1], 'seconds') }];
}

/** The buckets that are empty, by headers such as `x-ratelimit-remaining-tokens: 0` and `x-ratelimit-reset-tokens: 6m0s`. */
export function readEmptyBuckets(headers: ReadonlyMap<string, string>): readonly HeaderBucket[] {
  const parts = [...headers.keys()].flatMap((header) => partOf(header) ?? []);
  return [
    ...readWhole(headers.get('ratelimit')),
    ...[...bucketsOf(parts, (header) => headers.get(header))]
      .filter(([, bucket]) => isEmpty(bucket))
      .map(([name, { reset }]) => ({ name, reset: readTimeText(reset, 'seconds') })),
  ];
}

function isEmpty({ status, remaining = '' }: Parts): boolean {
  return status === undefined ? /^0+(?:\.0+)?$/.test(remaining) : status === 'rejected';
}
