import { LONGEST_WINDOW_MS } from '../../core/longest-window.js';
import type { RateLimitReading, RateMetric } from '../../core/rate-limits.js';
import { addHeaders } from '../headers.js';
import { bucketsOf, partOf, type HeaderPart, type Parts } from './reset-headers.js';
import { readTimeText } from './stated-time.js';

// The fields of https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers
const STANDARD = /^ratelimit(?:-policy)?$/;

const WINDOWS_MS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  min: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Once no header told a limit, so many answers pass without a look. */
const LOOK_AGAIN_AFTER = 32;

/**
 * Reads what the headers of a provider's answers say of its limits, in all forms that are known. It remembers their
 * names, so that the next answer costs a few look-ups and not a walk over all of its headers.
 */
export class LimitHeaders {
  #known: readonly HeaderPart[] | undefined;
  #pass = 0;

  /** @param headers a `Headers`, a `Map`, or an object; anything else has none */
  read(headers: unknown, now: number): readonly RateLimitReading[] {
    if (this.#pass > 0 && (this.#known === undefined || this.#known.length === 0)) {
      this.#pass -= 1;
      return NONE;
    }
    const get = getterOf(headers);
    if (get !== undefined && this.#known !== undefined && this.#pass > 0) {
      this.#pass -= 1;
      const readings = readBuckets(this.#known, get, now);
      if (readings.length > 0) return readings;
    }
    return this.readAll(headers, now);
  }

  /** Walks over all headers: those of a refusal may be others. */
  readAll(headers: unknown, now: number): readonly RateLimitReading[] {
    const all = new Map<string, string>();
    addHeaders(all, headers);
    const standard = [...all.keys()].some((name) => STANDARD.test(name)) ? readStandard(all) : undefined;
    const known = [...all.keys()].flatMap((header) => partOf(header) ?? []);
    this.#pass = LOOK_AGAIN_AFTER;
    if (standard !== undefined) {
      this.#pass = 0;
      return [standard];
    }
    this.#known = known;
    return readBuckets(known, (name) => all.get(name), now);
  }
}

const NONE: readonly RateLimitReading[] = [];

type Getter = (name: string) => string | null | undefined;

function getterOf(headers: unknown): Getter | undefined {
  // The class of another copy of undici is no less a `Headers`.
  const { get, forEach } = (headers ?? {}) as Partial<Headers>;
  return typeof get === 'function' && typeof forEach === 'function' ? (name) => get.call(headers, name) : undefined;
}

function readBuckets(known: readonly HeaderPart[], get: Getter, now: number): readonly RateLimitReading[] {
  const readings: RateLimitReading[] = [];
  for (const [name, parts] of bucketsOf(known, get)) {
    const reading = readingOf(name, parts, now);
    if (reading !== undefined) readings.push(reading);
  }
  return readings;
}

function readingOf(name: string, parts: Parts, now: number): RateLimitReading | undefined {
  const meaning = meaningOf(name);
  const limit = countOf(parts.limit);
  const remaining = countOf(parts.remaining);
  // A limit of less than one is a host that does not count, or a refusal that says so itself.
  if (meaning === undefined || (limit !== undefined && limit < 1) || (limit === undefined && remaining === undefined))
    return undefined;
  return {
    name,
    ...meaning,
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining: Math.min(remaining, limit ?? remaining) }),
    ...resetOf(parts.reset, now),
  };
}

function meaningOf(name: string): { readonly metric: RateMetric; readonly windowMs?: number } | undefined {
  const words = name === '' ? [] : name.split('-');
  const window = words.find((word) => word in WINDOWS_MS);
  const rest = words.filter((word) => word !== window && word !== 'project');
  const metric = metricOf(rest.join('-'));
  if (metric === undefined) return undefined;
  const windowMs = window === undefined ? undefined : WINDOWS_MS[window];
  return windowMs === undefined ? { metric } : { metric, windowMs };
}

function metricOf(name: string): RateMetric | undefined {
  switch (name) {
    case '':
    case 'request':
    case 'requests':
      return 'requests';
    case 'token':
    case 'tokens':
      return 'tokens';
    case 'input-tokens':
    case 'output-tokens':
      return name;
    default:
      return undefined;
  }
}

/** A count, or nothing: -1, `unlimited` and what else stands there. */
function countOf(value: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,15}(?:\.\d+)?)\s*(?:[,;]|$)/.exec(value ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function resetOf(value: string | undefined, now: number): { resetInMs?: number; resolutionMs?: number } {
  const reset = readTimeText(value, 'seconds');
  const resetInMs = reset?.durationMs ?? (reset?.at === undefined ? undefined : reset.at - now);
  if (value === undefined || resetInMs === undefined || resetInMs > LONGEST_WINDOW_MS) return {};
  // "1s" and "6m0s" are exact; "1" may be anything up to a second, and dates have whole seconds.
  const isExact = reset?.durationMs !== undefined && /[a-z]/i.test(value);
  const decimals = /^\d+\.(\d+)$/.exec(value)?.[1]?.length ?? 0;
  return { resetInMs, resolutionMs: isExact ? 1 : Math.max(1, 1_000 / 10 ** decimals) };
}

/** `RateLimit: "default";r=50;t=30` and `RateLimit-Policy: "default";q=100;w=60`, the first of several. */
function readStandard(headers: ReadonlyMap<string, string>): RateLimitReading | undefined {
  const parameter = (header: string, name: string): number | undefined => {
    const first = headers.get(header)?.split(',')[0] ?? '';
    return countOf(new RegExp(`[;,\\s]${name}\\s*=\\s*(\\d+)`).exec(first)?.[1]);
  };
  const limit = parameter('ratelimit-policy', 'q');
  const remaining = parameter('ratelimit', 'r');
  if (limit === undefined || limit === 0 || remaining === undefined) return undefined;
  const seconds = parameter('ratelimit', 't');
  const windowSeconds = parameter('ratelimit-policy', 'w');
  return {
    name: '',
    metric: 'requests',
    limit,
    remaining: Math.min(remaining, limit),
    ...(isWindow(windowSeconds) ? { windowMs: windowSeconds * 1_000 } : {}),
    ...(isWindow(seconds) ? { resetInMs: seconds * 1_000, resolutionMs: 1_000 } : {}),
  };
}

function isWindow(seconds: number | undefined): seconds is number {
  return seconds !== undefined && seconds * 1_000 <= LONGEST_WINDOW_MS;
}
