import type { QuotaInfo } from '../core/classification.js';
import type { ErrorKind } from '../core/error-kinds.js';
import type { Evidence } from './evidence.js';
import { readEmptyBuckets } from './hints/reset-headers.js';

/** The length of time over which a quota counts. */
export type QuotaWindow = NonNullable<QuotaInfo['window']>;

interface WindowSpec {
  readonly window: QuotaWindow;
  readonly kind: ErrorKind;
  /** How messages name it, in lower case. */
  readonly text: RegExp;
  /** How names of quotas and headers hold it. */
  readonly name: RegExp;
}

// 'daily' alone is a word like any other; with one of these soon after it names a quota.
const QUOTA_NOUN =
  '(?:[ /-][a-z-]{1,20}){0,3}?[ /-](?:limit|quota|cap|allowance|allocation|budget|usage|spend|credits?|requests?|tokens?)';

/** Longest first: the longest exhausted window wins. */
const WINDOWS: readonly WindowSpec[] = [
  {
    window: 'month',
    kind: 'monthly-limit',
    text: new RegExp(
      `\\bper[- ]month\\b|/ ?(?:1 ?)?mo(?:nth)?\\b|\\bmonthly${QUOTA_NOUN}|\\bfor (?:this|the current) month\\b|每月|本月|当月|月度`,
    ),
    name: /per_?month|by_?month|monthly|(?:^|[-_])month/,
  },
  {
    window: 'week',
    kind: 'weekly-limit',
    text: new RegExp(
      `\\bper[- ]week\\b|/ ?(?:1 ?)?week\\b|\\bweekly${QUOTA_NOUN}|\\bfor (?:this|the current) week\\b|\\b7[- ]?d(?:ay)?s? (?:usage )?(?:limit|window|quota)|每周|本周`,
    ),
    name: /per_?week|by_?week|weekly|(?:^|[-_])(?:week|7d)/,
  },
  {
    window: 'day',
    kind: 'daily-limit',
    text: new RegExp(
      `\\bper[- ]day\\b|\\bper[- ]24 ?h|-per-day\\b|/ ?(?:1 ?)?day\\b|\\bdaily${QUOTA_NOUN}|\\bfor (?:today|the current day)\\b|\\btoday(?:'s|’s) (?:[a-z]+ )?(?:usage|quota|limit)|\\bmax [rtq]pd\\b|\\([a-z]{1,4}pd\\)|\\b[rtq]pd (?:rate )?limit|by ?day\\b|\\b24[- ]?h(?:our)?s? (?:usage )?(?:limit|window|quota)|每日|每天|今日|当日|单日`,
    ),
    name: /per_?day|by_?day|daily|(?:^|[-_])(?:day|1d|24h)/,
  },
  {
    window: 'session',
    kind: 'hourly-limit',
    text: /\bsession (?:usage |rate )?(?:limit|quota)/,
    name: /per_?session|(?:^|[-_])session/,
  },
  {
    window: 'hour',
    kind: 'hourly-limit',
    text: new RegExp(
      `\\bper (?:\\d{1,2} )?hours?\\b|\\bper-hour\\b|/ ?(?:\\d{1,2} ?)?h(?:our|r)?s?\\b|\\bfor \\d{1,2} hours?\\b|\\bhourly${QUOTA_NOUN}|\\bfor (?:this|the current) hour\\b|\\([a-z]{1,4}ph\\)|by ?hour\\b|\\b(?:\\d{1,2}|five)[- ]?(?:hour|hr|h)s?(?: [a-z]+)? (?:limit|window|quota)|每小时|\\d ?小时(?!后|之后|以后)`,
    ),
    name: /per_?hour|by_?hour|hourly|(?:^|[-_])(?:hour|\d{1,2}h)(?:$|[-_])/,
  },
  {
    window: 'minute',
    kind: 'rate-limit',
    text: /(?<![a-z])per[-_ ]?min(?:ute)?s?(?![a-z])|\bmax [rtq]pm\b|-per-min\b|\/ ?(?:1 ?)?min(?:ute)?\b|\([a-z]{1,4}pm\)|\b[rtq]pm (?:rate )?limit|by ?minute\b|\bper 60 ?s(?:ec(?:ond)?s?)?\b|每分钟/,
    name: /per_?min|by_?min|(?:^|[-_])minute/,
  },
  {
    window: 'second',
    kind: 'rate-limit',
    text: /\bper[- ]second\b|\/ ?(?:1 ?)?s(?:ec(?:ond)?)?\b|\((?:[rtq]ps)\)|by ?second\b|每秒/,
    name: /per_?sec|by_?sec/,
  },
];

const ADDRESS = /\bhttps?:\/\/\S{1,400}/g;

/** What a header such as `x-ratelimit-type: UserByModelByDay` names. */
const TYPE_HEADERS = ['x-ratelimit-type', 'x-ratelimit-window', 'x-ratelimit-scope'];

/** The longest window that a refusal names: in the names of its quotas, its text, or its headers. */
export function namedWindow(evidence: Evidence): QuotaWindow | undefined {
  const names = evidence.quotas.flatMap((quota) => (quota.id === undefined ? [] : [quota.id.toLowerCase()]));
  for (const name of TYPE_HEADERS) names.push((evidence.headers.get(name) ?? '').toLowerCase());
  // Addresses hold names of windows, too: '…/limits/per-day'.
  const words = evidence.text.replace(ADDRESS, ' ');
  const named = WINDOWS.find(
    ({ text, name }) => names.some((entry) => entry !== '' && name.test(entry)) || text.test(words),
  );
  if (named !== undefined) return named.window;
  const buckets = readEmptyBuckets(evidence.headers);
  return WINDOWS.find(({ name }) => buckets.some((bucket) => name.test(bucket.name)))?.window;
}

/** The kind of a refusal by a quota of this window. */
export function kindOfWindow(window: QuotaWindow): ErrorKind {
  return WINDOWS.find((spec) => spec.window === window)?.kind ?? 'rate-limit';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The smallest window that holds a wait. A session of several hours counts as 5 hours, the longest in use. */
export function windowOfWait(waitMs: number): QuotaWindow {
  if (waitMs <= 5 * MINUTE_MS) return 'minute';
  if (waitMs <= 5 * HOUR_MS + MINUTE_MS) return 'hour';
  if (waitMs <= DAY_MS) return 'day';
  if (waitMs <= 7 * DAY_MS) return 'week';
  return 'month';
}
