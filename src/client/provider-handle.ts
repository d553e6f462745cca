import type { ErrorKnowledge } from '../core/error-rule.js';
import type { ApiKey } from '../core/keys.js';
import type { Provider } from '../core/provider.js';
import type { Policies } from '../core/request.js';
import type { TimeoutOptions } from '../core/timeouts.js';
import { allKnowledge } from '../providers/knowledge.js';
import { KeyRing } from '../limits/key-ring.js';
import { Slots } from '../limits/slots.js';

/** What the loop knows of a provider, whether it is one of ours or only the name that a task goes under. */
export interface ProviderHandle {
  readonly name: string;
  readonly knowledge: readonly ErrorKnowledge[];
  readonly ring: KeyRing;
  readonly slots: Slots;
  /** Set where the provider has a bound of its own; the client's doesn't change it. */
  readonly ownConcurrency: number | undefined;
  readonly policies: Policies;
  readonly timeouts: TimeoutOptions;
  readonly defaultTimeouts: TimeoutOptions;
  /** Loads what it needs before its first request; `undefined` where nothing is left to load. */
  prepare(): Promise<void> | undefined;
}

/** How many requests a provider of ours has under way at most, where nobody set anything else. */
export const DEFAULT_CONCURRENCY = 8;

/** The handle of one of ours. */
export function providerHandle(provider: Provider, concurrency: number | undefined): ProviderHandle {
  return {
    name: provider.name,
    knowledge: withOthers(provider.errors),
    ring: new KeyRing(provider.keys, { rotates: provider.rotatesKeys }),
    slots: new Slots(provider.concurrency ?? concurrency ?? DEFAULT_CONCURRENCY),
    ownConcurrency: provider.concurrency,
    policies: provider.policies,
    timeouts: provider.timeouts,
    defaultTimeouts: provider.defaultTimeouts ?? {},
    prepare: preparationOf(provider),
  };
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
  readonly concurrency: number | undefined;
}): ProviderHandle {
  return {
    name: init.name,
    knowledge: init.knowledge,
    ring: new KeyRing(init.keys, { rotates: true }),
    slots: new Slots(init.concurrency ?? Number.POSITIVE_INFINITY),
    ownConcurrency: undefined,
    policies: {},
    timeouts: {},
    defaultTimeouts: {},
    prepare: () => undefined,
  };
}
