import type { ErrorKnowledge } from '../../core/error-rule.js';
import type { ApiKey } from '../../core/keys.js';
import type { Provider } from '../../core/provider.js';
import type { LimitOptions } from '../../core/rate-limits.js';
import type { Policies } from '../../core/request.js';
import type { TimeoutOptions } from '../../core/timeouts.js';
import { LimitHeaders } from '../../classify/hints/limit-headers.js';
import type { ProviderPricing } from '../../core/usage-recorder.js';
import { allKnowledge } from '../../providers/knowledge.js';
import { KeyRing } from '../../limits/keys/key-ring.js';
import { ProviderPace, type PaceEnvironment } from '../../limits/pacing/provider-pace.js';
import { Slots } from '../../limits/concurrency/slots.js';

/** What the loop knows of a provider, whether it is one of ours or only the name that a task goes under. */
export interface ProviderHandle {
  readonly name: string;
  readonly knowledge: readonly ErrorKnowledge[];
  /** When its windows turn, by their names, as far as it is told. */
  readonly calendars: ErrorKnowledge['calendars'];
  readonly ring: KeyRing;
  readonly slots: Slots;
  readonly pace: ProviderPace;
  /** Reads the limits in its headers. */
  readonly headers: LimitHeaders;
  /** Set where the provider has a bound of its own; the client's doesn't change it. */
  readonly ownConcurrency: number | undefined;
  /** Whether it runs on this machine. */
  readonly isLocal: boolean;
  readonly policies: Policies;
  readonly timeouts: TimeoutOptions;
  readonly defaultTimeouts: TimeoutOptions;
  readonly pricing: ProviderPricing | undefined;
  /** Loads what it needs before its first request; `undefined` where nothing is left to load. */
  prepare(): Promise<void> | undefined;
}

/** How many requests a provider of ours has under way at most, where nobody set anything else. */
export const DEFAULT_CONCURRENCY = 8;

/** What handles need of the engine and of the client's options. */
export interface HandleContext {
  readonly environment: PaceEnvironment;
  readonly concurrency: number | undefined;
  readonly limits: LimitOptions | undefined;
}

/** The handle of one of ours. */
export function providerHandle(provider: Provider, context: HandleContext): ProviderHandle {
  const { concurrency = provider.defaultConcurrency ?? DEFAULT_CONCURRENCY } = context;
  const pace = new ProviderPace({
    environment: context.environment,
    provider: provider.name,
    limits: provider.limits,
    shared: context.limits,
    counted: provider.countedTokens ?? 'input-and-output',
    day: provider.errors.calendars['day'],
    // What runs on this machine has no keys.
    newKeys: provider.isLocal === true ? 'at once' : 'by and by',
  });
  return withPace({
    name: provider.name,
    knowledge: withOthers(provider.errors),
    calendars: provider.errors.calendars,
    ring: new KeyRing(provider.keys, { rotates: provider.rotatesKeys }),
    slots: new Slots(provider.concurrency ?? concurrency),
    pace,
    headers: new LimitHeaders(),
    ownConcurrency: provider.concurrency,
    isLocal: provider.isLocal ?? false,
    policies: provider.policies,
    timeouts: provider.timeouts,
    defaultTimeouts: provider.defaultTimeouts ?? {},
    pricing: provider.pricing,
    prepare: preparationOf(provider),
  });
}

/** A slot that comes free is for those first who wait for their time as well. */
function withPace(handle: ProviderHandle): ProviderHandle {
  handle.slots.onFree = handle.pace.proceed;
  return handle;
}

/** What stands behind an address need not be what its name says: the provider's own rules first, then all others. */
function withOthers(own: ErrorKnowledge): readonly ErrorKnowledge[] {
  return [own, ...allKnowledge.filter((knowledge) => knowledge !== own)];
}

function preparationOf(provider: Provider): ProviderHandle['prepare'] {
  let isReady = provider.prepare === undefined;
  return () => {
    if (isReady) return undefined;
    return provider.prepare?.().then(() => {
      isReady = true;
    });
  };
}

/** The handle of a name that tasks go under. Unbounded unless asked for: tasks may start tasks. */
export function taskHandle(init: {
  readonly name: string;
  readonly knowledge: readonly ErrorKnowledge[];
  readonly keys: readonly ApiKey[];
  readonly context: HandleContext;
}): ProviderHandle {
  const { environment, concurrency, limits } = init.context;
  const [own] = init.knowledge;
  const calendars = init.knowledge.length === 1 ? (own?.calendars ?? {}) : {};
  const pace = new ProviderPace({
    environment,
    provider: init.name,
    limits: undefined,
    shared: limits,
    counted: 'input-and-output',
    day: calendars['day'],
    newKeys: 'at once',
  });
  return withPace({
    name: init.name,
    knowledge: init.knowledge,
    calendars,
    ring: new KeyRing(init.keys, { rotates: true }),
    slots: new Slots(concurrency ?? Number.POSITIVE_INFINITY),
    pace,
    headers: new LimitHeaders(),
    ownConcurrency: undefined,
    isLocal: false,
    policies: {},
    timeouts: {},
    defaultTimeouts: {},
    pricing: undefined,
    prepare: () => undefined,
  });
}
