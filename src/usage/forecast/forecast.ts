import * as z from 'zod/mini';
import { checkOptions, field } from '../../core/check-options.js';
import { requireDuration, type Duration } from '../../core/duration.js';
import { durationField, integerField } from '../../core/option-fields.js';
import type { ProviderPricing } from '../../core/usage-recorder.js';
import type { UsageLabels } from '../../core/usage-entry.js';
import type { BudgetUnit, ResolvedBudget } from '../budgets/budget.js';
import type { PriceBook } from '../prices/price-book.js';
import type { UsageReports } from '../reports/reports.js';

/** A quota that is known: so many requests, or tokens, in so long a time. */
export interface KnownQuota {
  readonly per: Duration;
  readonly requests?: number;
  /** Input and output together. */
  readonly tokens?: number;
}

/** What `client.limits()` tells of a provider. Limits of several keys or projects add up. */
export interface KnownLimits {
  readonly provider: string;
  readonly rates: readonly {
    readonly model: string;
    readonly metric: 'requests' | 'tokens' | 'input-tokens' | 'output-tokens';
    readonly limit: number;
    readonly windowMs: number | undefined;
  }[];
}

/** A batch that is to be sent. */
export interface ForecastRequest extends UsageLabels {
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
  /** The label of its key, for budgets by key. */
  readonly key?: string;
  /** How many calls. */
  readonly calls: number;
  /** Of all of them. About a quarter of their characters in English. */
  readonly inputTokens: number;
  /** Of all of them. @default by what this model's answers had for each token of input so far; without any, as many as the input */
  readonly outputTokens?: number;
  /** Quotas that you know. @default none */
  readonly quotas?: readonly KnownQuota[];
  /** Those that a client knows, by its options and by what it was told: `client.limits()`. @default none */
  readonly limits?: readonly KnownLimits[];
  /** How many requests are under way at the same time. @default 8 */
  readonly concurrency?: number;
  /** Whether it goes through a batch interface. @default false */
  readonly batch?: boolean;
  /**
   * Where a price list and your own hardware are told from: `provider.pricing`. @default that of the provider's latest
   * request to this ledger, else by its name
   */
  readonly pricing?: ProviderPricing;
}

/** How a batch and one budget get along. */
export interface BudgetOutlook {
  readonly budget: string;
  readonly unit: BudgetUnit;
  /** In US dollars, tokens or requests. */
  readonly left: number;
  /** `undefined` where the cost is not known. */
  readonly needed: number | undefined;
  readonly fits: boolean | undefined;
}

/** What a batch will use, as far as is known. */
export interface Forecast {
  readonly calls: number;
  /** More than the calls where requests of this model fail, as they did so far. */
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In US dollars; `undefined` where the price is not known. */
  readonly costUsd: number | undefined;
  /** How long the quotas make it take at least; 0 where none are given. */
  readonly quotaMs: number;
  /** How long the answers take, by those so far; `undefined` where there are none. */
  readonly workMs: number | undefined;
  /** The longer of the two. */
  readonly totalMs: number;
  readonly budgets: readonly BudgetOutlook[];
}

/** What a forecast knows. */
export interface ForecastKnowledge {
  readonly prices: PriceBook | undefined;
  readonly reports: UsageReports;
  /** Epoch ms. */
  readonly now: number;
  readonly spentOf: (
    spender: UsageLabels & { readonly provider: string; readonly model: string; readonly keyId: string | undefined },
  ) => readonly { readonly budget: ResolvedBudget; readonly spent: number }[];
}

const tokens = () =>
  field<number>((value) => typeof value === 'number' && Number.isFinite(value) && value >= 0, 'a number >= 0');
const text = () => z.optional(z.string());

const schema = () =>
  z.strictObject({
    provider: z.string(),
    model: z.string(),
    key: text(),
    user: text(),
    agent: text(),
    job: text(),
    document: text(),
    task: text(),
    calls: integerField(1),
    inputTokens: tokens(),
    outputTokens: z.optional(tokens()),
    quotas: z.optional(
      z.array(
        z.strictObject({
          per: durationField(),
          requests: z.optional(integerField(1)),
          tokens: z.optional(integerField(1)),
        }),
      ),
    ),
    limits: z.optional(
      field((value) => Array.isArray(value) && value.every(isKnownLimits), 'what `client.limits()` tells'),
    ),
    concurrency: z.optional(integerField(1)),
    batch: z.optional(z.boolean()),
    pricing: z.optional(z.unknown()),
  });

/**
 * Foresees what a batch will use.
 * @throws TypeError that lists every problem of the request
 */
export async function forecast(request: ForecastRequest, knowledge: ForecastKnowledge): Promise<Forecast> {
  checkOptions(request, { subject: 'forecast()', schema: schema() });
  const {
    provider,
    model,
    key,
    calls,
    inputTokens,
    pricing,
    quotas = [],
    limits = [],
    concurrency = 8,
    batch = false,
  } = request;
  const history = await knowledge.reports.by('model', { where: { provider, model } });
  const past = history[0];
  const ratio =
    past !== undefined && past.inputTokens > 0 && past.successes > 0 ? past.outputTokens / past.inputTokens : 1;
  const outputTokens = request.outputTokens ?? Math.ceil(inputTokens * ratio);
  const rate = past?.successRate ?? 1;
  // A model that has never answered says nothing of how often it will.
  const requests = rate > 0 ? Math.ceil(calls / rate) : calls;
  const cost = knowledge.prices?.costOf({
    provider,
    model,
    url: pricing?.url,
    batch,
    at: knowledge.now,
    // By the call: prices may have tiers by the length of a prompt.
    usage: { inputTokens: inputTokens / calls, outputTokens: outputTokens / calls },
  });
  const isFree = cost?.source !== 'own-table' && pricing?.isFree?.(model) === true;
  const nanoUsd = isFree ? 0 : cost === undefined ? undefined : cost.nanoUsd * calls;
  const used = { requests, tokens: inputTokens + outputTokens, inputTokens, outputTokens };
  const quotaMs = Math.max(
    0,
    ...quotas.map((quota) => quotaTime(quota, used)),
    ...limits.flatMap((known) => (known.provider === provider ? limitTimes(known, model, used) : [])),
  );
  const workMs =
    past?.averageDurationMs === undefined ? undefined : Math.ceil(requests / concurrency) * past.averageDurationMs;
  const needs = { usd: nanoUsd, tokens: inputTokens + outputTokens, requests };
  return {
    calls,
    requests,
    inputTokens,
    outputTokens,
    costUsd: nanoUsd === undefined ? undefined : nanoUsd / NANO,
    quotaMs,
    workMs,
    totalMs: Math.max(quotaMs, workMs ?? 0),
    budgets: knowledge
      .spentOf({ ...request, keyId: key })
      .map(({ budget, spent }) => outlook(budget, spent, needs[budget.unit])),
  };
}

const NANO = 1_000_000_000;

/** The first windowful goes at once, each further one a window later. */
function quotaTime(
  { per, requests, tokens: most }: KnownQuota,
  needed: { readonly requests: number; readonly tokens: number },
): number {
  const windows = Math.max(
    requests === undefined ? 1 : Math.ceil(needed.requests / requests),
    most === undefined ? 1 : Math.ceil(needed.tokens / most),
  );
  return Math.max(0, windows - 1) * requireDuration(per, 'quotas.per');
}

const USED_OF = {
  requests: 'requests',
  tokens: 'tokens',
  'input-tokens': 'inputTokens',
  'output-tokens': 'outputTokens',
} as const;

type Used = Readonly<Record<(typeof USED_OF)[keyof typeof USED_OF], number>>;

function limitTimes({ rates }: KnownLimits, model: string, used: Used): readonly number[] {
  const sums = new Map<string, { readonly windowMs: number; readonly needed: number; limit: number }>();
  for (const { model: of, metric, windowMs, limit } of rates) {
    if (of !== model || windowMs === undefined) continue;
    const key = `${metric} ${windowMs}`;
    const sum = sums.get(key) ?? { windowMs, needed: used[USED_OF[metric]], limit: 0 };
    sum.limit += limit;
    sums.set(key, sum);
  }
  return [...sums.values()].map(({ windowMs, needed, limit }) => Math.max(0, Math.ceil(needed / limit) - 1) * windowMs);
}

function isKnownLimits(value: unknown): boolean {
  const { provider, rates } = (value ?? {}) as Partial<KnownLimits>;
  return typeof provider === 'string' && Array.isArray(rates);
}

function outlook({ name, unit, limit }: ResolvedBudget, spent: number, needed: number | undefined): BudgetOutlook {
  const scale = unit === 'usd' ? NANO : 1;
  const left = Math.max(0, limit - spent);
  return {
    budget: name,
    unit,
    left: left / scale,
    needed: needed === undefined ? undefined : needed / scale,
    fits: needed === undefined ? undefined : needed <= left,
  };
}
