// A date with its zone; the seconds may be missing, and 'at' may stand between day and time.
const ZONED =
  /^(\d{4}-\d\d-\d\d)(?:t| at | )(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(z|utc|gmt|[+-]\d\d:?\d\d)(?![a-z\d])/i;
const HTTP_DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*, \d\d?[ -][a-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d gmt$/i;

/**
 * From 2010 to 2096: what is outside is no date of a reset. No provider of today is older; 10^9 and 10^12, which may well
 * be meant as seconds, would be dates of 2001. The bounds don't go by the clock here, which may be years off itself.
 */
const EARLIEST_EPOCH_S = 1_262_304_000;
const LATEST_EPOCH_S = 4_000_000_000;

/** Reads a date with a zone at the beginning of a text. A time without a zone is nobody's time and never one. */
export function parseZonedDate(text: string): number | undefined {
  const found = ZONED.exec(text.trim());
  if (found === null) return undefined;
  const zone = /^[+-]/.test(found[3] ?? '') ? found[3] : 'Z';
  const at = Date.parse(`${found[1]}T${found[2]}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

/** Reads a date of HTTP (RFC 9110, 5.6.7). */
export function parseHttpDate(text: string): number | undefined {
  const trimmed = text.trim();
  if (!HTTP_DATE.test(trimmed)) return undefined;
  const at = Date.parse(trimmed);
  return Number.isNaN(at) ? undefined : at;
}

/** Reads an epoch in seconds or milliseconds; smaller numbers are no dates. */
export function parseEpoch(value: number): number | undefined {
  if (value >= EARLIEST_EPOCH_S && value <= LATEST_EPOCH_S) return Math.round(value * 1_000);
  if (value >= EARLIEST_EPOCH_S * 1_000 && value <= LATEST_EPOCH_S * 1_000) return Math.round(value);
  return undefined;
}
