import type { EmbedLimits } from '../../core/embed.js';

/** Some of the texts, in the order of all. */
export interface EmbedBatch {
  /** From 0. */
  readonly index: number;
  /** Where its first text stands among all. */
  readonly start: number;
  readonly input: readonly string[];
}

/** For a provider that says nothing of its own: https://docs.cohere.com/reference/embed takes the fewest of the known. */
const DEFAULT_LIMITS: EmbedLimits = { maxInputs: 96 };

/** Splits texts into what one request may hold. A text that is too long by itself goes alone: the provider judges it. */
export function splitIntoBatches(
  input: readonly string[],
  { limits = DEFAULT_LIMITS, batchSize = Number.POSITIVE_INFINITY }: EmbedBatchOptions,
): readonly EmbedBatch[] {
  const maxInputs = Math.min(limits.maxInputs, batchSize);
  const maxBytes = limits.maxBytes ?? Number.POSITIVE_INFINITY;
  const batches: EmbedBatch[] = [];
  let start = 0;
  let bytes = 0;
  for (const [index, text] of input.entries()) {
    const textBytes = Buffer.byteLength(text);
    const isFull = index - start >= maxInputs || bytes + textBytes > maxBytes;
    if (isFull && index > start) {
      batches.push({ index: batches.length, start, input: input.slice(start, index) });
      start = index;
      bytes = 0;
    }
    bytes += textBytes;
  }
  batches.push({ index: batches.length, start, input: input.slice(start) });
  return batches;
}

/** What the batches are bounded by. */
export interface EmbedBatchOptions {
  readonly limits: EmbedLimits | undefined;
  readonly batchSize: number | undefined;
}
