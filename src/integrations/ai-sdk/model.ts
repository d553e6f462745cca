import type { FinishReason, Usage } from '../../core/reply.js';

// The structural minimum of the AI SDK's specifications v3 and v4 (AI SDK 6 and 7), which agree in all of this:
// https://github.com/vercel/ai/tree/main/packages/provider/src

/** A model, as a middleware sees the one below it. */
export interface NamedModel {
  readonly provider: string;
  readonly modelId: string;
}

/** What a model is called with. */
export interface ModelParams {
  readonly abortSignal?: AbortSignal | undefined;
}

/** The end of an answer: a word, or the same in the specification's words and the provider's own. */
export type SpecifiedReason = string | { readonly unified?: string; readonly raw?: string | undefined } | undefined;

/** A count of tokens: a figure, or one in parts. */
type SpecifiedCount = number | { readonly total?: number; readonly cacheRead?: number; readonly reasoning?: number };

/** What an answer used up. */
export interface SpecifiedUsage {
  readonly inputTokens?: SpecifiedCount;
  readonly outputTokens?: SpecifiedCount;
}

/** The end in one word. */
export function unifiedReason(reason: SpecifiedReason): string | undefined {
  return typeof reason === 'object' ? reason.unified : reason;
}

/** An end that the SDK made up, where the provider's stream just stopped: `interrupted` in 7, `other` of nobody's in 6. */
export function isMadeUp(reason: SpecifiedReason): boolean {
  const word = unifiedReason(reason);
  if (word === 'interrupted' || word === 'unknown') return true;
  return typeof reason === 'object' && word === 'other' && reason.raw === undefined;
}

const REASONS: readonly string[] = ['stop', 'length', 'content-filter', 'tool-calls'] satisfies FinishReason[];

/** The end as this library's events tell it. */
export function toFinishReason(reason: SpecifiedReason): FinishReason | undefined {
  const word = unifiedReason(reason);
  if (word === undefined) return undefined;
  return REASONS.includes(word) ? (word as FinishReason) : 'other';
}

/** The usage as this library's events tell it. */
export function toUsage(usage: SpecifiedUsage | undefined): Usage {
  const { inputTokens, outputTokens } = usage ?? {};
  const input = totalOf(inputTokens);
  const output = totalOf(outputTokens);
  return {
    inputTokens: input,
    outputTokens: output,
    totalTokens: input === undefined || output === undefined ? undefined : input + output,
    cachedTokens: typeof inputTokens === 'object' ? inputTokens.cacheRead : undefined,
    reasoningTokens: typeof outputTokens === 'object' ? outputTokens.reasoning : undefined,
  };
}

function totalOf(count: SpecifiedCount | undefined): number | undefined {
  return typeof count === 'object' ? count.total : count;
}
