import type { Usage } from '../../core/reply.js';
import type { CostSource } from '../../core/usage-entry.js';

/** What a request is charged by. */
export interface PriceQuery {
  /** The prefix of the provider. */
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
  /** Where the request went, without credentials; `undefined` where that is not known. */
  readonly url: string | undefined;
  /** Whether it went through a batch interface, which has prices of its own. */
  readonly batch: boolean;
  /** When it was sent, in epoch ms: prices change. */
  readonly at: number;
  readonly usage: Usage;
}

/** What a request cost. */
export interface Cost {
  /** Billionths of a US dollar, an integer. */
  readonly nanoUsd: number;
  readonly source: CostSource;
}

/** Knows prices. `undefined`: it doesn't know this one; a cost that is not known is never 0. */
export interface PriceBook {
  costOf(query: PriceQuery): Cost | undefined;
}

/** Prices in billionths of a US dollar for one token, which is US dollars for a million tokens, times 1,000. */
export interface TokenRates {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  readonly reasoning: number;
  /** For the request as such. */
  readonly request: number;
}

/** What the tokens of a request cost by these rates; `undefined` where none are known. */
export function costByRates(usage: Usage, rates: TokenRates): number | undefined {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const input = inputTokens ?? 0;
  const output = outputTokens ?? 0;
  const cached = Math.min(usage.cachedTokens ?? 0, input);
  const reasoning = Math.min(usage.reasoningTokens ?? 0, output);
  return Math.round(
    (input - cached) * rates.input +
      cached * rates.cachedInput +
      (output - reasoning) * rates.output +
      reasoning * rates.reasoning +
      rates.request,
  );
}
