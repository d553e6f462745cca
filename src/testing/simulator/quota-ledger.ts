import type { KnownKey } from './keys.js';
import type { SimulatedProvider } from './simulated-provider.js';
import { BucketMeter, ConcurrencyMeter, FixedWindowMeter, type QuotaMeter } from './quota-meter.js';
import {
  nameOfWindow,
  WINDOW_MS,
  type QuotaRefusal,
  type QuotaStanding,
  type QuotaWindow,
  type SimulatedQuota,
} from './quota.js';

/** A request, as quotas see it. @internal */
export interface QuotaRequest {
  readonly provider: SimulatedProvider;
  readonly model: string;
  readonly key: KnownKey;
  readonly tokens: number;
}

/** Whether the quotas let a request pass; `release` it when it is over. @internal */
export type Admission =
  | { readonly type: 'admitted'; readonly release: () => void }
  /** The longest window first. */
  | { readonly type: 'refused'; readonly refusals: readonly [QuotaRefusal, ...QuotaRefusal[]] };

interface Application {
  readonly quota: SimulatedQuota;
  readonly meter: QuotaMeter;
  readonly amount: number;
}

/** Keeps the books of all quotas. @internal */
export class QuotaLedger {
  readonly #quotas: readonly SimulatedQuota[];
  readonly #startedAtMs: number;
  readonly #meters = new Map<string, QuotaMeter>();

  constructor(quotas: readonly SimulatedQuota[], startedAtMs: number) {
    this.#quotas = quotas;
    this.#startedAtMs = startedAtMs;
  }

  /** Counts a request where all its quotas let it pass. */
  admit(request: QuotaRequest, nowMs: number): Admission {
    const applications = this.#applications(request);
    const refusing = applications.filter((application) => !fits(application, nowMs));
    const used = refusing.map(({ meter }) => meter.used(nowMs));
    const counted = refusing.length === 0 ? applications : applications.filter(countsRefused);
    for (const { meter, amount } of counted) meter.add(amount, nowMs);
    // After counting, so that the time it states is true where refused requests count, too.
    const refusals = refusing.map((application, index) => ({
      ...refusal(application, request.provider, nowMs),
      used: used[index] ?? 0,
    }));
    // The longest exhausted window is the one that counts for whoever reads the error.
    const [first, ...others] = refusals.sort((one, other) => WINDOW_MS[other.window] - WINDOW_MS[one.window]);
    if (first !== undefined) return { type: 'refused', refusals: [first, ...others] };
    return {
      type: 'admitted',
      release: () => {
        for (const { meter, amount } of applications) meter.release(amount);
      },
    };
  }

  /** How the quotas of a request stand. */
  standings(request: QuotaRequest, nowMs: number): readonly QuotaStanding[] {
    return this.#applications(request).map(({ quota, meter }) => ({
      metric: quota.metric ?? 'requests',
      window: windowNameOf(quota),
      limit: quota.limit,
      remaining: Math.max(0, Math.floor(quota.limit - meter.used(nowMs) + 1e-6)),
      resetInMs: meter.resetInMs(nowMs),
    }));
  }

  #applications(request: QuotaRequest): readonly Application[] {
    return this.#quotas.flatMap((quota, index) => {
      if (!applies(quota, request)) return [];
      const meterKey = `${index} ${request.provider} ${scopeKey(quota, request)}`;
      const meter = this.#meters.get(meterKey) ?? createMeter(quota, request.provider, this.#startedAtMs);
      this.#meters.set(meterKey, meter);
      return [{ quota, meter, amount: quota.metric === 'tokens' ? request.tokens : 1 }];
    });
  }
}

function applies(quota: SimulatedQuota, { provider, model, key }: QuotaRequest): boolean {
  return (
    (quota.provider ?? provider) === provider &&
    (quota.model ?? model) === model &&
    (quota.project ?? key.project) === key.project &&
    (quota.key === undefined || quota.key === key.keyId || quota.key === key.secret)
  );
}

function scopeKey(quota: SimulatedQuota, { provider, model, key }: QuotaRequest): string {
  const scope = quota.scope ?? (provider === 'ollama' ? 'account' : 'project+model');
  switch (scope) {
    case 'project+model':
      return JSON.stringify([key.project, model]);
    case 'project':
      return JSON.stringify([key.project]);
    case 'account':
      return JSON.stringify([key.account]);
    case 'key':
      return JSON.stringify([key.keyId]);
    default:
      return scope satisfies never;
  }
}

function createMeter(quota: SimulatedQuota, provider: SimulatedProvider, nowMs: number): QuotaMeter {
  const { metric = 'requests', limit, window = 'minute', phaseMs, used = 0 } = quota;
  if (metric === 'concurrency') return new ConcurrencyMeter(limit, used);
  const trickles = provider === 'openai' && (window === 'minute' || window === 'day') && phaseMs === undefined;
  const kind = quota.kind ?? (trickles ? 'bucket' : 'fixed');
  const start = { used, nowMs };
  if (kind === 'bucket') return new BucketMeter(limit, lengthOf(window), start);
  return new FixedWindowMeter(
    limit,
    { window, phaseMs, dayZone: provider === 'gemini' ? 'America/Los_Angeles' : 'UTC' },
    start,
  );
}

function lengthOf(window: NonNullable<SimulatedQuota['window']>): number {
  return typeof window === 'number' ? window : WINDOW_MS[window];
}

/** What is under way at once has no window; any wait for it is short. */
function windowNameOf({ metric, window = 'minute' }: SimulatedQuota): QuotaWindow {
  if (metric === 'concurrency') return 'minute';
  return typeof window === 'number' ? nameOfWindow(window) : window;
}

function fits({ quota, meter, amount }: Application, nowMs: number): boolean {
  return amount <= quota.limit && meter.fitsInMs(amount, nowMs) === 0;
}

function countsRefused({ quota }: Application): boolean {
  return quota.countRefused === true && quota.metric !== 'concurrency';
}

function refusal({ quota, meter, amount }: Application, provider: SimulatedProvider, nowMs: number): QuotaRefusal {
  const { metric = 'requests', limit } = quota;
  const window = windowNameOf(quota);
  return {
    name: quota.name ?? (metric === 'concurrency' ? 'concurrency' : `${metric} per ${window}`),
    metric,
    window,
    limit,
    used: meter.used(nowMs),
    requested: amount,
    retryInMs: meter.fitsInMs(amount, nowMs),
    neverFits: amount > limit,
    statesRetryAfter: quota.stateRetryAfter ?? provider !== 'ollama',
  };
}
