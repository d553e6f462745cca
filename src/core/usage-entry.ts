import type { ErrorKind } from './error-kinds.js';
import type { FinishReason } from './reply.js';

/** The caller's own labels that a ledger knows by name. They come in the `metadata` of a request. */
export interface UsageLabels {
  readonly user?: string;
  readonly agent?: string;
  readonly job?: string;
  readonly document?: string;
  readonly task?: string;
}

/** The names of {@link UsageLabels}. */
export const USAGE_LABELS = [
  'user',
  'agent',
  'job',
  'document',
  'task',
] as const satisfies readonly (keyof UsageLabels)[];

/**
 * Where the cost of an attempt is known from: the user's own table, a price list, a model that costs nothing (one's own
 * hardware), a response cache.
 */
export type CostSource = 'own-table' | 'price-list' | 'free' | 'cache';

interface EntryBase extends UsageLabels {
  /** Of one process: what tells its entries apart from those of all others. */
  readonly run: string;
  /** Counts up within a run. Together with `run` the identity of an entry: written twice, it counts once. */
  readonly seq: number;
  /** When it was over, in epoch ms. */
  readonly at: number;
  readonly callId: string;
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
  readonly keyId?: string;
  /** What kind of failure it was; absent for a success. */
  readonly kind?: ErrorKind;
  readonly queuedMs: number;
  readonly waitedMs: number;
  readonly durationMs: number;
  /** In billionths of a US dollar; absent where unknown, never 0 for that. */
  readonly costNanoUsd?: number;
}

/** One request that was sent, or one answer that a cache gave in place of it. */
export interface AttemptEntry extends EntryBase {
  readonly type: 'attempt';
  /** Counts from 1 over its call; 0 where a cache answered. */
  readonly attempt: number;
  readonly outcome: 'success' | 'failure' | 'aborted' | 'cached';
  /** Whether it found out, for all that waited, if a limit was over. */
  readonly probe: boolean;
  /** Whether it went to a fallback of its call. */
  readonly fallback: boolean;
  /** Epoch ms. */
  readonly startedAt: number;
  /** From its start to the first sign of a good answer, in ms. */
  readonly firstTokenMs?: number;
  readonly inputTokens?: number;
  /** Those of the input that came from the provider's cache. */
  readonly cachedTokens?: number;
  readonly outputTokens?: number;
  /** Those of the output that the model thought with. */
  readonly reasoningTokens?: number;
  /** Whether the tokens are estimated, since the provider told none. */
  readonly estimated: boolean;
  readonly costSource?: CostSource;
  readonly finishReason?: FinishReason;
  /** The rest of the caller's `metadata`, as JSON. */
  readonly metadata?: string;
  /** The messages as JSON, where the ledger was asked to store them. */
  readonly prompt?: string;
  /** Where the ledger was asked to store it. */
  readonly answer?: string;
}

/** One call, with all of its attempts and waits. */
export interface CallEntry extends EntryBase {
  readonly type: 'call';
  readonly outcome: 'success' | 'failure';
  /** How many requests were sent for it. */
  readonly attempts: number;
}

/** What a ledger writes. */
export type UsageEntry = AttemptEntry | CallEntry;
