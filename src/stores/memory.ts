import type { QuotaStore } from '../core/quota-store.js';

/** A store in memory: for several clients of one process, one after the other, and for tests. */
export function memoryQuotaStore(): QuotaStore {
  const states = new Map<string, string>();
  return {
    load: async (namespace) => states.get(namespace),
    async save(namespace, state) {
      states.set(namespace, state);
    },
  };
}
