import type { AttemptEntry, CallEntry, UsageEntry } from '../../core/usage-entry.js';
import { USAGE_MEASURES, type UsageMeasure, type UsageSums } from '../../core/usage-totals.js';

/** Sums that still grow. */
export type GrowingSums = Record<UsageMeasure, number>;

const NOTHING = Object.fromEntries(USAGE_MEASURES.map((measure) => [measure, 0])) as GrowingSums;

/** Sums of nothing. */
export function emptySums(): GrowingSums {
  return { ...NOTHING };
}

/** Adds sums to others. */
export function addSums(into: GrowingSums, sums: UsageSums): void {
  for (const measure of USAGE_MEASURES) into[measure] += sums[measure];
}

/** Adds what an entry counts for. The SQL stores say the same in `measure-columns.ts`. */
export function addEntry(into: GrowingSums, entry: UsageEntry): void {
  if (entry.type === 'call') addCall(into, entry);
  else if (entry.outcome === 'cached') into.cacheHits += 1;
  else addRequest(into, entry);
}

function addCall(into: GrowingSums, call: CallEntry): void {
  into.calls += 1;
  if (call.outcome === 'failure') into.failedCalls += 1;
}

function addRequest(into: GrowingSums, attempt: AttemptEntry): void {
  into.requests += 1;
  if (attempt.outcome === 'success') into.successes += 1;
  else if (attempt.outcome === 'failure') into.failures += 1;
  else into.aborted += 1;
  if (attempt.probe) into.probes += 1;
  if (attempt.fallback) into.fallbacks += 1;
  into.inputTokens += attempt.inputTokens ?? 0;
  into.cachedTokens += attempt.cachedTokens ?? 0;
  into.outputTokens += attempt.outputTokens ?? 0;
  into.reasoningTokens += attempt.reasoningTokens ?? 0;
  if (attempt.estimated) into.estimatedRequests += 1;
  into.costNanoUsd += attempt.costNanoUsd ?? 0;
  if (isAnswered(attempt)) {
    if (attempt.inputTokens === undefined && attempt.outputTokens === undefined) into.untoldRequests += 1;
    if (attempt.costNanoUsd === undefined) into.unpricedRequests += 1;
  }
  into.queuedMs += attempt.queuedMs;
  into.waitedMs += attempt.waitedMs;
  into.durationMs += attempt.durationMs;
  if (attempt.firstTokenMs === undefined) return;
  into.firstTokenMs += attempt.firstTokenMs;
  into.firstTokens += 1;
}

/** Whether a model has worked for it, wholly or in part: then tokens and money belong to it. */
function isAnswered(attempt: AttemptEntry): boolean {
  return (
    attempt.outcome === 'success' ||
    attempt.firstTokenMs !== undefined ||
    attempt.inputTokens !== undefined ||
    attempt.outputTokens !== undefined
  );
}
