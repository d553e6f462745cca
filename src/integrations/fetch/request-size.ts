import type { RequestSize } from '../../limits/pacing/token-estimate.js';
import type { ReadRequest } from './read-request.js';

const MAX_DEPTH = 8;
/** No word is as long: it is an image or a sound in letters, and no text to count. */
const LONGEST_WORD = 1_000;
/** Where the APIs take the longest answer, in tokens. */
const MAXIMUM = ['max_completion_tokens', 'max_tokens', 'max_output_tokens', 'maxOutputTokens', 'num_predict'];

/** How large a request is, as far as its body tells: all of its texts, and the answer that it allows. */
export function sizeOf({ fields }: Pick<ReadRequest, 'fields'>): RequestSize {
  const { generationConfig, options } = fields;
  return {
    characters: charactersIn(fields, 0),
    maxOutputTokens: maximumIn(fields) ?? maximumIn(generationConfig) ?? maximumIn(options),
  };
}

function maximumIn(place: unknown): number | undefined {
  if (typeof place !== 'object' || place === null) return undefined;
  for (const name of MAXIMUM) {
    const value = (place as Record<string, unknown>)[name];
    if (typeof value === 'number' && value > 0) return value;
  }
  return undefined;
}

function charactersIn(value: unknown, depth: number): number {
  if (typeof value === 'string') return isText(value) ? value.length : 0;
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += charactersIn(item, depth + 1);
    return count;
  }
  for (const name in value) count += charactersIn((value as Record<string, unknown>)[name], depth + 1);
  return count;
}

function isText(value: string): boolean {
  return value.length <= LONGEST_WORD || /\s/.test(value.slice(0, LONGEST_WORD));
}
