import type { ContextLengthInfo } from '../core/classification.js';
import type { Evidence } from './evidence.js';

const N = '(\\d[\\d,]{0,14})';

/** How long it may be, as providers put it, in lower case. */
const LIMITS = [
  `> ?${N}(?: maximum)?\\b`,
  // "context length is 8192 tokens", "context window of 512", "context size (4096 tokens)", "context length of only 32768"
  `context (?:length|size|window|limit)(?: is| of|:)?(?: only)? \\(?${N}`,
  `maximum number of tokens allowed \\(?${N}`,
  `\\bn_ctx:? ?\\(?${N}`,
  `maximum model length of ${N}`,
  `limit for this model is ${N}`,
  `with ${N} maximum context`,
  `(?:prompt|input) length is ${N}`,
  `must be (?:<=|less than or equal to) ?\`?${N}`,
  `must have less than ${N} tokens`,
  `token limit:? ${N}`,
  `\\blimit is ${N}`,
  `\\bmax(?:imum)?(?: size)?(?: is|:) ${N}`,
  `\\[1, ?${N}\\]`,
  `\\(tpm\\): limit ${N}`,
];

/** How long it was. */
const REQUESTS = [
  `(?:you requested|requested a total of)(?: a total of)?(?: about)? ${N} tokens`,
  `resulted in ${N} tokens`,
  `token count \\(?${N}`,
  `too long: ${N} tokens`,
  `(?:request|input|tokens) \\(${N}(?: tokens)?\\)`,
  `\\bn_(?:keep|prompt_tokens|tokens):? ?\\(?${N}`,
  `(?:first|contains|has|passed) ${N} (?:input )?tokens`,
  `\\bgot ${N}`,
  `current length is ${N}`,
  `prompt \\(length ${N}`,
  `requested:? ${N}`,
];

/** Two parts of a length: prompt and answer. */
const SUMS = [`${N} \\+ ${N} >`, `given: ${N} \`?inputs\`? tokens and ${N}`];

const EXCESS = new RegExp(`exceed\\w*[^\\n]{0,40}? by ${N} tokens`);

const patterns = (list: readonly string[]): readonly RegExp[] => list.map((source) => new RegExp(source));
const limits = patterns(LIMITS);
const requests = patterns(REQUESTS);
const sums = patterns(SUMS);

function amount(text: string | undefined): number | undefined {
  const value = Number(text?.replaceAll(',', '') ?? Number.NaN);
  return Number.isSafeInteger(value) ? value : undefined;
}

function first(list: readonly RegExp[], text: string): RegExpExecArray | undefined {
  for (const pattern of list) {
    const found = pattern.exec(text);
    if (found !== null) return found;
  }
  return undefined;
}

/** Reads by how much a request is too long, as far as the refusal says so. */
export function readContextLength(evidence: Pick<Evidence, 'text' | 'lengths'>): ContextLengthInfo | undefined {
  const { text, lengths } = evidence;
  const sum = first(sums, text);
  const parts = sum === undefined ? undefined : (amount(sum[1]) ?? 0) + (amount(sum[2]) ?? 0);
  const limit = lengths.limit ?? amount(first(limits, text)?.[1]);
  const requested = lengths.requested ?? parts ?? amount(first(requests, text)?.[1]);
  const difference = limit === undefined || requested === undefined ? undefined : requested - limit;
  const excess = amount(EXCESS.exec(text)?.[1]) ?? difference;
  const info = {
    ...(limit === undefined ? {} : { limit }),
    // What does not fit together was misread, or counts other things: it is no length.
    ...(requested === undefined || (difference ?? 1) <= 0 ? {} : { requested }),
    ...(excess === undefined || excess <= 0 ? {} : { excess }),
  };
  return Object.keys(info).length === 0 ? undefined : info;
}
