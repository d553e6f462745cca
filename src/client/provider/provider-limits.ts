import type { ApiKey } from '../../core/keys.js';
import { durableKey } from '../../limits/memory/durable-key.js';
import type { LimitSnapshot } from '../../limits/pacing/pace-book.js';
import type { ProviderHandle } from './provider-handle.js';

/** How the limits of one provider stand, as plain data: its keys by names that outlive the process. */
export interface ProviderLimits {
  readonly provider: string;
  readonly limits: readonly LimitSnapshot[];
}

type Owner = Pick<ApiKey, 'account' | 'project'>;

/** How the limits of a provider stand, to be kept. */
export function saveLimits({ name, pace, ring }: ProviderHandle): ProviderLimits {
  const limits = pace.book.snapshot();
  if (limits.length === 0) return { provider: name, limits };
  const durable = new Map(ring.keys.map((key) => [ownerId(key), durableKey(key)]));
  return { provider: name, limits: limits.map((limit) => ownedBy(limit, durable.get(ownerId(limit)) ?? limit)) };
}

/** Goes on from what was kept of the keys that are there; of others it says nothing. */
export function restoreLimits({ pace, ring }: ProviderHandle, kept: readonly LimitSnapshot[]): void {
  if (kept.length === 0) return;
  const own = new Map(ring.keys.map((key) => [ownerId(durableKey(key)), key]));
  pace.book.restore(
    kept.flatMap((limit) => {
      const key = own.get(ownerId(limit));
      return key === undefined ? [] : [ownedBy(limit, key)];
    }),
  );
}

function ownerId({ account, project }: Owner): string {
  return JSON.stringify([account, project]);
}

function ownedBy(limit: LimitSnapshot, { account, project }: Owner): LimitSnapshot {
  return { ...limit, account, project };
}
