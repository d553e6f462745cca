import type { UsageSums } from '../../core/usage-totals.js';
import type { Currency } from './currency.js';

/** What was used. */
export interface UsageTotals {
  /** Sent, whatever became of them: failed, aborted and probing ones count. */
  readonly requests: number;
  readonly successes: number;
  readonly failures: number;
  readonly aborted: number;
  /** Those that found out whether a limit was over. */
  readonly probes: number;
  /** Those that went to a fallback of their call. */
  readonly fallbacks: number;
  /** Answers of a response cache, for which nothing was sent. */
  readonly cacheHits: number;
  readonly calls: number;
  readonly failedCalls: number;
  /** Of the requests that were not aborted, from 0 to 1; `undefined` where there are none. */
  readonly successRate: number | undefined;
  readonly inputTokens: number;
  /** Those of the input that came from the provider's cache. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Those of the output that the model thought with. */
  readonly reasoningTokens: number;
  /** Input and output. */
  readonly totalTokens: number;
  /** Requests whose tokens are estimated. */
  readonly estimatedRequests: number;
  /** Requests whose tokens nobody told. */
  readonly untoldRequests: number;
  /** In US dollars, of all that has a price; `undefined` where nothing has. */
  readonly costUsd: number | undefined;
  /** The same in the second currency; absent where none is set. */
  readonly cost?: number | undefined;
  /** Requests whose cost is not known: where there are any, the cost is more than it says. */
  readonly unpricedRequests: number;
  /** For a free slot, in all. */
  readonly queuedMs: number;
  /** At limits and in backoffs, in all. */
  readonly waitedMs: number;
  /** Of the requests themselves, in all. */
  readonly durationMs: number;
  readonly averageWaitMs: number | undefined;
  readonly averageDurationMs: number | undefined;
  readonly averageFirstTokenMs: number | undefined;
}

const NANO = 1_000_000_000;

/** Makes of sums what a person asks for. */
export function usageTotals(sums: UsageSums, currency: Currency | undefined): UsageTotals {
  const { requests, successes, failures, costNanoUsd } = sums;
  const ended = successes + failures;
  // Where every price is missing, 0 would be a lie.
  const isUnknown = costNanoUsd === 0 && sums.unpricedRequests > 0;
  const costUsd = isUnknown ? undefined : costNanoUsd / NANO;
  return {
    requests,
    successes,
    failures,
    aborted: sums.aborted,
    probes: sums.probes,
    fallbacks: sums.fallbacks,
    cacheHits: sums.cacheHits,
    calls: sums.calls,
    failedCalls: sums.failedCalls,
    successRate: ended === 0 ? undefined : successes / ended,
    inputTokens: sums.inputTokens,
    cachedTokens: sums.cachedTokens,
    outputTokens: sums.outputTokens,
    reasoningTokens: sums.reasoningTokens,
    totalTokens: sums.inputTokens + sums.outputTokens,
    estimatedRequests: sums.estimatedRequests,
    untoldRequests: sums.untoldRequests,
    costUsd,
    ...(currency === undefined ? {} : { cost: isUnknown ? undefined : (costNanoUsd * currency.perUsd) / NANO }),
    unpricedRequests: sums.unpricedRequests,
    queuedMs: sums.queuedMs,
    waitedMs: sums.waitedMs,
    durationMs: sums.durationMs,
    averageWaitMs: average(sums.waitedMs, requests),
    averageDurationMs: average(sums.durationMs, requests),
    averageFirstTokenMs: average(sums.firstTokenMs, sums.firstTokens),
  };
}

function average(sum: number, count: number): number | undefined {
  return count === 0 ? undefined : Math.round(sum / count);
}
