import type { Generated } from 'kysely';
import { USAGE_MEASURES, type UsageMeasure } from '../../core/usage-totals.js';

type Text = string | null;
type Integer = number | null;

/** What both tables of entries have: money as billionths of a US dollar, times as epoch ms. */
interface EntryTable {
  id: Generated<number>;
  run: string;
  seq: number;
  at: number;
  call_id: string;
  provider: string;
  model: string;
  key_id: Text;
  kind: Text;
  user_label: Text;
  agent: Text;
  job: Text;
  document: Text;
  task: Text;
  queued_ms: number;
  waited_ms: number;
  duration_ms: number;
  cost_nano_usd: Integer;
  outcome: string;
}

export interface AttemptTable extends EntryTable {
  attempt: number;
  /** 0 or 1, as all that is true or false. */
  probe: number;
  fallback: number;
  started_at: number;
  first_token_ms: Integer;
  input_tokens: Integer;
  cached_tokens: Integer;
  output_tokens: Integer;
  reasoning_tokens: Integer;
  estimated: number;
  cost_source: Text;
  finish_reason: Text;
  metadata: Text;
  prompt: Text;
  answer: Text;
}

export interface CallTable extends EntryTable {
  attempts: number;
}

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

type SumColumn = SnakeCase<UsageMeasure>;

/** Sums by dimension, name and quarter of an hour (day of UTC, all time: see `sums-levels.ts`); see `UsageMeasure`, in snake case here. */
export interface SumsTable extends Record<SumColumn, number> {
  dimension: string;
  /** `''` where the entries have none. */
  name: string;
  slot: number;
}

/** What is written of each run: what comes again is left out. */
export interface RunTable {
  run: string;
  last_seq: number;
  at: number;
}

/** Entries that are kept by column, too, see `blocks/`: so many of a type, one after the other. */
export interface BlockTable {
  key: Generated<number>;
  type: string;
  first_id: number;
  last_id: number;
  entries: number;
  min_at: number;
  max_at: number;
  /** The columns that are one number all over, as JSON. */
  fixed: string;
}

/** The other columns of blocks. */
export interface BlockColumnTable {
  name: string;
  block: number;
  data: Uint8Array | string;
}

/** Facts about the whole: `sums-before`, from when on sums of days are whole. */
export interface StateTable {
  name: string;
  value: number;
}

export interface UsageSchema {
  usage_attempts: AttemptTable;
  usage_calls: CallTable;
  usage_sums: SumsTable;
  usage_runs: RunTable;
  usage_blocks: BlockTable;
  usage_block_columns: BlockColumnTable;
  usage_state: StateTable;
}

/** The columns of the sums, by what they are. */
export const SUM_COLUMNS = USAGE_MEASURES.map((measure) => ({ measure, column: snakeCase(measure) }));

function snakeCase(name: UsageMeasure): SumColumn {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as SumColumn;
}
