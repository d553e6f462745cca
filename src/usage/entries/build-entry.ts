import type { Usage } from '../../core/reply.js';
import { USAGE_LABELS, type AttemptEntry, type CallEntry, type UsageLabels } from '../../core/usage-entry.js';
import type { AttemptFacts, CallUsageFacts, UsageFacts } from '../../core/usage-recorder.js';
import { settleUsage } from './estimate.js';
import { cleanText, readMetadata, shortName } from './labels.js';
import type { Cost, PriceBook } from '../prices/price-book.js';

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

type Growing<Entry> = { -readonly [Name in keyof Entry]: Entry[Name] };

/** The entry of a request. Built field by field: it is in the way of every call. */
export function attemptEntry(facts: AttemptFacts, identity: EntryIdentity, rules: EntryRules): AttemptEntry {
  const { labels, batch, rest } = readMetadata(facts.metadata);
  const { usage, estimated } = settleUsage(facts);
  const cost = costOf({ facts, usage, batch, prices: rules.prices });
  const entry: Growing<AttemptEntry> = {
    type: 'attempt',
    run: identity.run,
    seq: identity.seq,
    at: identity.at,
    callId: `${identity.run}:${facts.callId}`,
    provider: shortName(facts.provider),
    model: shortName(facts.model),
    outcome: facts.outcome,
    attempt: facts.attempt,
    probe: facts.probe,
    fallback: facts.fallback,
    startedAt: facts.startedAt,
    estimated,
    queuedMs: milliseconds(facts.queuedMs),
    waitedMs: milliseconds(facts.waitedMs),
    durationMs: milliseconds(facts.durationMs),
  };
  addCommon(entry, facts, labels);
  if (facts.firstTokenMs !== undefined) entry.firstTokenMs = milliseconds(facts.firstTokenMs);
  for (const name of COUNTS) {
    const count = usage[name];
    if (isCount(count)) entry[name] = Math.round(count);
  }
  if (cost !== undefined) {
    entry.costNanoUsd = cost.nanoUsd;
    entry.costSource = cost.source;
  }
  if (facts.finishReason !== undefined) entry.finishReason = facts.finishReason;
  if (rest !== undefined) entry.metadata = rest;
  if (rules.content === 'none' || facts.content === undefined) return entry;
  entry.prompt = cleanText(toJson(facts.content.messages));
  if (facts.content.text !== '') entry.answer = cleanText(facts.content.text);
  return entry;
}

/** The entry of a call; `costNanoUsd` is that of all its attempts, `undefined` where one of them is not known. */
export function callEntry(facts: CallUsageFacts, identity: EntryIdentity, costNanoUsd: number | undefined): CallEntry {
  const entry: Growing<CallEntry> = {
    type: 'call',
    run: identity.run,
    seq: identity.seq,
    at: identity.at,
    callId: `${identity.run}:${facts.callId}`,
    provider: shortName(facts.provider),
    model: shortName(facts.model),
    outcome: facts.outcome,
    attempts: facts.attempts,
    queuedMs: milliseconds(facts.queuedMs),
    waitedMs: milliseconds(facts.waitedMs),
    durationMs: milliseconds(facts.durationMs),
  };
  addCommon(entry, facts, readMetadata(facts.metadata).labels);
  if (costNanoUsd !== undefined) entry.costNanoUsd = costNanoUsd;
  return entry;
}

const COUNTS = ['inputTokens', 'cachedTokens', 'outputTokens', 'reasoningTokens'] as const;

function addCommon(entry: Growing<AttemptEntry | CallEntry>, { keyId, kind }: UsageFacts, labels: UsageLabels): void {
  if (keyId !== undefined) entry.keyId = shortName(keyId);
  if (kind !== undefined) entry.kind = kind;
  for (const name of USAGE_LABELS) {
    const label = labels[name];
    if (label !== undefined) entry[name] = label;
  }
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

function isCount(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && Number.isSafeInteger(Math.round(value));
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
