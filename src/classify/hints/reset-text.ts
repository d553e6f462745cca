import type { StatedTime } from '../evidence.js';
import { CLOCK_SOURCE, parseClock } from './clock-text.js';
import { parseEpoch, parseZonedDate } from './date-text.js';
import { DURATION_SOURCE, parseDurationText, plausibleWait, UNIT_SOURCE } from './duration-text.js';

// The words that announce a wait. Between them and the duration no sentence ends and no other number or bracket stands.
const WAIT_WORDS =
  '(?:try(?:ing)? again|retry(?:ing)?|retry[- ]after|wait(?:ing)?(?: for)?|resets?|resetting|available (?:again|in|after)|come back|back[- ]?off)';
const WAIT = new RegExp(`\\b${WAIT_WORDS}\\b[^.(\\d\\n]{0,40}?(${DURATION_SOURCE})`);
const IN_THE_END = new RegExp(`\\b(?:again|limit|quota)\\b[^.(\\d\\n]{0,40}? (?:in|after) (${DURATION_SOURCE})`);
const CHINESE = /(\d{1,9}) ?(毫秒|秒|分钟|小时|天)(?:钟)?(?:后|之后|以后)/;
const CHINESE_UNITS_MS: Readonly<Record<string, number>> = {
  毫秒: 1,
  秒: 1_000,
  分钟: 60_000,
  小时: 3_600_000,
  天: 86_400_000,
};

const DATE_WORDS =
  '(?:resets?|resetting|regain access|try(?:ing)? again|retry|available again|renews?|restored|重置|恢复)';
const DATE = new RegExp(`${DATE_WORDS}[^.(\\d\\n]{0,40}?(\\d{4}-\\d\\d-\\d\\d[t ][^\\n]{0,32})`);
const EPOCH = new RegExp(
  `(?:${DATE_WORDS}[^.(\\d\\n]{0,24}?|\\blimit reached\\|)(\\d{10}|\\d{13})(?!\\d| ?${UNIT_SOURCE})`,
);
const CLOCK = new RegExp(`${DATE_WORDS}(?: at| on)? ${CLOCK_SOURCE}`);

/** What a program says of its own retries around an error: no word of the provider's. */
const OWN_RETRIES = /\bretrying in [^\n(]{0,40}(?:\(attempt |attempt #)\d/g;

/** Reads the wait or the reset that a message in lower case announces. */
export function readResetText(text: string, now: number): StatedTime | undefined {
  const message = text.replace(OWN_RETRIES, '');
  const date = DATE.exec(message)?.[1];
  const epoch = EPOCH.exec(message)?.[1];
  const clock = CLOCK.exec(message)?.slice(1);
  const at =
    (date === undefined ? undefined : parseZonedDate(date)) ??
    (epoch === undefined ? undefined : parseEpoch(Number(epoch))) ??
    (clock === undefined ? undefined : parseClock(clock, now));
  const durationMs = readWait(message);
  return at === undefined && durationMs === undefined ? undefined : { at, durationMs };
}

function readWait(message: string): number | undefined {
  const found = WAIT.exec(message)?.[1] ?? IN_THE_END.exec(message)?.[1];
  if (found !== undefined) return parseDurationText(found);
  const chinese = CHINESE.exec(message);
  const unitMs = CHINESE_UNITS_MS[chinese?.[2] ?? ''];
  return chinese === null || unitMs === undefined ? undefined : plausibleWait(Number(chinese[1]) * unitMs);
}
