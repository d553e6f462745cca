import type { Usage } from '../core/reply.js';
import type { AttemptEntry, CallEntry, UsageLabels } from '../core/usage-entry.js';
import type { AttemptFacts, CallUsageFacts, UsageFacts } from '../core/usage-recorder.js';
import { settleUsage } from './estimate.js';
import { cleanText, readMetadata, shortName } from './labels.js';
import type { Cost, PriceBook } from './prices/price-book.js';

/** What tells entries apart, and when they were over. */
export interface EntryIdentity {
  readonly run: string;
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
}

/** How entries are made. */
export interface EntryRules {
  readonly prices: PriceBook | undefined;
  /** Whether prompts and answers are kept. */
  readonly content: 'none' | 'store';
}

/** The entry of a request. */
export function attemptEntry(facts: AttemptFacts, identity: EntryIdentity, rules: EntryRules): AttemptEntry {
  const { labels, batch, rest } = readMetadata(facts.metadata);
  const { usage, estimated } = settleUsage(facts);
  const cost = costOf({ facts, usage, batch, prices: rules.prices });
  const content = rules.content === 'store' ? facts.content : undefined;
  return {
    type: 'attempt',
    ...common(facts, identity, labels),
    attempt: facts.attempt,
    outcome: facts.outcome,
    probe: facts.probe,
    fallback: facts.fallback,
    startedAt: facts.startedAt,
    estimated,
    ...(facts.firstTokenMs === undefined ? {} : { firstTokenMs: milliseconds(facts.firstTokenMs) }),
    ...count('inputTokens', usage.inputTokens),
    ...count('cachedTokens', usage.cachedTokens),
    ...count('outputTokens', usage.outputTokens),
    ...count('reasoningTokens', usage.reasoningTokens),
    ...(cost === undefined ? {} : { costNanoUsd: cost.nanoUsd, costSource: cost.source }),
    ...(facts.finishReason === undefined ? {} : { finishReason: facts.finishReason }),
    ...(rest === undefined ? {} : { metadata: rest }),
    ...(content === undefined ? {} : { prompt: cleanText(toJson(content.messages)) }),
    ...(content === undefined || content.text === '' ? {} : { answer: cleanText(content.text) }),
  };
}

/** The entry of a call; `costNanoUsd` is that of all its attempts, `undefined` where one of them is not known. */
export function callEntry(facts: CallUsageFacts, identity: EntryIdentity, costNanoUsd: number | undefined): CallEntry {
  return {
    type: 'call',
    ...common(facts, identity, readMetadata(facts.metadata).labels),
    outcome: facts.outcome,
    attempts: facts.attempts,
    ...(costNanoUsd === undefined ? {} : { costNanoUsd }),
  };
}

function common(facts: UsageFacts, identity: EntryIdentity, labels: UsageLabels) {
  return {
    run: identity.run,
    seq: identity.seq,
    at: identity.at,
    callId: `${identity.run}:${facts.callId}`,
    provider: shortName(facts.provider),
    model: shortName(facts.model),
    ...(facts.keyId === undefined ? {} : { keyId: shortName(facts.keyId) }),
    ...(facts.kind === undefined ? {} : { kind: facts.kind }),
    ...labels,
    queuedMs: milliseconds(facts.queuedMs),
    waitedMs: milliseconds(facts.waitedMs),
    durationMs: milliseconds(facts.durationMs),
  };
}

function costOf(of: {
  readonly facts: AttemptFacts;
  readonly usage: Usage;
  readonly batch: boolean;
  readonly prices: PriceBook | undefined;
}): Cost | undefined {
  const { provider, model, pricing, outcome, startedAt } = of.facts;
  if (outcome === 'cached') return { nanoUsd: 0, source: 'cache' };
  const query = { provider, model, url: pricing?.url, batch: of.batch, at: startedAt, usage: of.usage };
  const own = of.prices?.costOf(query);
  // A price of the user's own for a model on own hardware, such as that of electricity, comes first.
  if (own?.source === 'own-table' || pricing?.isFree?.(model) !== true) return own;
  return { nanoUsd: 0, source: 'free' };
}

/** A whole number of milliseconds, whatever a clock that steps makes of it. */
function milliseconds(value: number): number {
  return Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}

function count(name: string, value: number | undefined): Record<string, number> {
  return value === undefined || !Number.isSafeInteger(Math.round(value)) || value < 0
    ? {}
    : { [name]: Math.round(value) };
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
