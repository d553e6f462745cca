import { USAGE_LABELS, type UsageLabels } from '../../core/usage-entry.js';

/** What a ledger reads from the `metadata` of a request: its labels, and whatever else, which is kept as it is. */
export interface UsageMetadata extends UsageLabels {
  /** Went through a provider's batch interface, and costs what that costs. */
  readonly batch?: boolean;
  readonly [name: string]: unknown;
}

/** The `metadata` of a request, checked by the compiler. @example metadata: usageMetadata({ job: 'book-7', chapter: 3 }) */
export function usageMetadata(metadata: UsageMetadata): UsageMetadata {
  return metadata;
}

/** Labels are names, not texts; a longer one is cut. */
const LONGEST_LABEL = 200;
/** The rest of the metadata; a longer one is left out, and says so. */
const LONGEST_METADATA = 4_000;

/** The labels of a request and the rest of its metadata. */
export interface ReadMetadata {
  readonly labels: UsageLabels;
  readonly batch: boolean;
  /** JSON. */
  readonly rest: string | undefined;
}

const LABELS: ReadonlySet<string> = new Set(USAGE_LABELS);
const NOTHING: ReadMetadata = { labels: {}, batch: false, rest: undefined };

/** Reads what callers handed over: whatever it is, it comes out as short texts that every database takes. */
export function readMetadata(metadata: Readonly<Record<string, unknown>> | undefined): ReadMetadata {
  if (metadata === undefined) return NOTHING;
  const labels: Record<string, string> = {};
  let rest: Record<string, unknown> | undefined;
  for (const name of Object.keys(metadata)) {
    const value = metadata[name];
    if (value === undefined || value === null || name === 'batch') continue;
    if (LABELS.has(name)) {
      const label = labelOf(value);
      if (label !== undefined) labels[name] = label;
    } else (rest ??= {})[name] = value;
  }
  return { labels, batch: metadata['batch'] === true, rest: rest === undefined ? undefined : toJson(rest) };
}

/** A name of whatever length, as a label. */
export function shortName(text: string): string {
  const short = text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
  return cleanText(short);
}

/** PostgreSQL takes no NUL, and halves of a pair are no text anywhere. */
export function cleanText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '').toWellFormed() : text.toWellFormed();
}

function labelOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const label = shortName(String(value));
  return label === '' ? undefined : label;
}

function toJson(rest: object): string | undefined {
  try {
    const json = JSON.stringify(rest) as string | undefined;
    if (json === undefined || json === '{}') return undefined;
    return json.length > LONGEST_METADATA ? JSON.stringify({ leftOut: `${json.length} characters` }) : cleanText(json);
  } catch {
    return JSON.stringify({ leftOut: 'no JSON' });
  }
}
