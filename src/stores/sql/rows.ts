import type { AttemptEntry, CallEntry } from '../../core/usage-entry.js';
import type { UsageSums } from '../../core/usage-totals.js';
import { emptySums } from '../../usage/sums/growing-sums.js';
import type { SlotSums } from '../../usage/sums/sums-book.js';
import { SUM_COLUMNS, type AttemptTable, type CallTable, type SumsTable } from './schema.js';

type Row = Readonly<Record<string, string | number | null>>;

const COMMON = [
  ['run', 'run'],
  ['seq', 'seq'],
  ['at', 'at'],
  ['callId', 'call_id'],
  ['provider', 'provider'],
  ['model', 'model'],
  ['outcome', 'outcome'],
  ['keyId', 'key_id'],
  ['kind', 'kind'],
  ['user', 'user_label'],
  ['agent', 'agent'],
  ['job', 'job'],
  ['document', 'document'],
  ['task', 'task'],
  ['queuedMs', 'queued_ms'],
  ['waitedMs', 'waited_ms'],
  ['durationMs', 'duration_ms'],
  ['costNanoUsd', 'cost_nano_usd'],
] as const satisfies readonly (readonly [keyof AttemptEntry & keyof CallEntry, keyof AttemptTable & keyof CallTable])[];

/** The columns of attempts, by the name of their field. */
export const ATTEMPT_COLUMNS = [
  ...COMMON,
  ['attempt', 'attempt'],
  ['probe', 'probe'],
  ['fallback', 'fallback'],
  ['startedAt', 'started_at'],
  ['estimated', 'estimated'],
  ['firstTokenMs', 'first_token_ms'],
  ['inputTokens', 'input_tokens'],
  ['cachedTokens', 'cached_tokens'],
  ['outputTokens', 'output_tokens'],
  ['reasoningTokens', 'reasoning_tokens'],
  ['costSource', 'cost_source'],
  ['finishReason', 'finish_reason'],
  ['metadata', 'metadata'],
  ['prompt', 'prompt'],
  ['answer', 'answer'],
] as const satisfies readonly (readonly [keyof AttemptEntry, keyof AttemptTable])[];

/** The columns of calls, by the name of their field. */
export const CALL_COLUMNS = [...COMMON, ['attempts', 'attempts']] as const satisfies readonly (readonly [
  keyof CallEntry,
  keyof CallTable,
])[];

const FLAGS: ReadonlySet<string> = new Set(['probe', 'fallback', 'estimated']);
/** PostgreSQL gives 64-bit integers as texts. */
const TEXTS: ReadonlySet<string> = new Set([
  'run',
  'callId',
  'provider',
  'model',
  'outcome',
  'keyId',
  'kind',
  'user',
  'agent',
  'job',
  'document',
  'task',
  'costSource',
  'finishReason',
  'metadata',
  'prompt',
  'answer',
]);

/** The values of an entry, in the order of its columns: numbers, texts and nulls, which every driver binds. */
export function entryValues(
  entry: AttemptEntry | CallEntry,
  columns: readonly (readonly [string, string])[],
): (string | number | null)[] {
  return columns.map(([field]) => {
    const value = (entry as unknown as Record<string, string | number | boolean | undefined>)[field];
    if (value === undefined) return null;
    return typeof value === 'boolean' ? Number(value) : value;
  });
}

/** The same by column. */
export function entryRow(entry: AttemptEntry | CallEntry, columns: readonly (readonly [string, string])[]): Row {
  const values = entryValues(entry, columns);
  return Object.fromEntries(columns.map(([, column], index) => [column, values[index] ?? null]));
}

/** The entry of a row. */
export function entryOf<Entry extends AttemptEntry | CallEntry>(
  type: Entry['type'],
  row: Readonly<Record<string, unknown>>,
  columns: readonly (readonly [string, string])[],
): Entry {
  const entry: Record<string, unknown> = { type };
  for (const [field, column] of columns) {
    const value = row[column];
    if (value === null || value === undefined) continue;
    if (FLAGS.has(field)) entry[field] = Number(value) === 1;
    else entry[field] = TEXTS.has(field) ? value : Number(value);
  }
  return entry as unknown as Entry;
}

/** The row of kept sums. */
export function sumsRow({ dimension, name, slot, sums }: SlotSums): SumsTable {
  const row: Record<string, string | number> = { dimension, name, slot };
  // A loop: a batch has hundreds of these.
  for (const { measure, column } of SUM_COLUMNS) row[column] = sums[measure];
  return row as unknown as SumsTable;
}

/** The sums of a row. */
export function sumsOf(row: Readonly<Record<string, unknown>>): UsageSums {
  const sums = emptySums();
  for (const { measure, column } of SUM_COLUMNS) sums[measure] = Number(row[column] ?? 0);
  return sums;
}
