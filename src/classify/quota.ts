import type { QuotaInfo } from '../core/classification.js';
import type { Evidence, QuotaEvidence } from './evidence.js';
import { read } from './safe-read.js';

/** What an object says of a quota: an entry of google.rpc.QuotaFailure, or the metadata of a google.rpc.ErrorInfo. */
export function readQuota(node: object): QuotaEvidence | undefined {
  const id = text(read(node, 'quotaId')) ?? text(read(node, 'quota_limit'));
  const metric = text(read(node, 'quotaMetric')) ?? text(read(node, 'quota_metric'));
  const limit = number(read(node, 'quotaValue') ?? read(node, 'quota_limit_value'));
  return id === undefined && metric === undefined ? undefined : { id, metric, limit };
}

// "Limit 30000, Used 29937, Requested 385", "limit: 20, model: …", "Limit: 0/1min", "Limit: 60.000000 / min"
const LIMIT = /\blimit:? ?(\d[\d,]*(?:\.\d+)?)(?![\d,]*[a-z])/g;
const REQUESTED = /\blimit:? ?(\d[\d,]*)(?:\.\d+)?, (?:used:? ?[\d,.]+, )?requested:? ?(\d[\d,]*)/;

/** The numbers that a text gives of a quota. */
export interface QuotaNumbers {
  readonly limit: number | undefined;
  readonly requested: number | undefined;
  /** Any of the limits is 0. */
  readonly zero: boolean;
}

/** Reads the numbers of a quota from a message in lower case. */
export function readQuotaNumbers(message: string): QuotaNumbers {
  const limits = [...message.matchAll(LIMIT)].map((found) => number(found[1]));
  const requested = REQUESTED.exec(message);
  return {
    limit: number(requested?.[1]) ?? limits[0],
    requested: number(requested?.[2]),
    zero: limits.includes(0),
  };
}

const METRICS: readonly (readonly [NonNullable<QuotaInfo['metric']>, RegExp])[] = [
  ['concurrency', /\bconcurren|\bsimultaneous|\bparallel request/],
  ['spend', /\bspend(?:ing)? (?:cap|limit)|\bcredits?\b|\bbalance\b/],
  ['tokens', /tokens?(?![a-z])|token_count|\([a-z]{0,2}tp[md]\)/],
  ['requests', /requests?(?![a-z])|\bqueries\b|\([rq]p[mdsh]\)/],
];

function metricOf(words: string): QuotaInfo['metric'] {
  return METRICS.find(([, pattern]) => pattern.test(words))?.[0];
}

/** All that is known of the quota that refused a request; `known` wins. */
export function readQuotaInfo(
  facts: { readonly evidence: Evidence; readonly numbers: QuotaNumbers },
  known: QuotaInfo,
): QuotaInfo | undefined {
  const { evidence, numbers } = facts;
  const named =
    evidence.quotas.find(({ id }) => id !== undefined && new RegExp(known.window ?? '(?!)', 'i').test(id)) ??
    evidence.quotas[0];
  if (Object.keys(known).length === 0 && named === undefined && numbers.limit === undefined) return undefined;
  const names = `${named?.metric ?? ''} ${named?.id ?? ''}`.toLowerCase();
  const metric = metricOf(names) ?? metricOf(evidence.text);
  const limit = named?.limit ?? numbers.limit;
  return {
    ...(metric === undefined ? {} : { metric }),
    ...(limit === undefined ? {} : { limit }),
    ...(numbers.requested === undefined ? {} : { requested: numbers.requested }),
    ...(named?.id === undefined ? {} : { id: named.id }),
    ...known,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}

function number(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const parsed = Number(String(value).replaceAll(',', ''));
  return Number.isFinite(parsed) && String(value) !== '' ? parsed : undefined;
}
