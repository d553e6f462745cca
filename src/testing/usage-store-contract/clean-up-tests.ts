import { deepEqual, equal } from 'node:assert/strict';
import type { UsageStore } from '../../core/usage-store.js';
import { SLOT_MS } from '../../core/usage-totals.js';
import { AT, attempt, call, DAY_MS, only, sorted, UTC } from './entries.js';

/** What a store must do. */
export type StoreTest = readonly [title: string, check: (store: UsageStore) => Promise<void>];

/** What must be gone after a clean-up, and what must not. */
export const CLEAN_UP_TESTS: readonly StoreTest[] = [
  [
    'removes old entries and keeps their sums by the day',
    async (store) => {
      const old = AT - 10 * DAY_MS;
      const entries = [
        attempt(1, { at: old }),
        attempt(2, { at: old + SLOT_MS }),
        call(3, { at: old }),
        attempt(4),
        call(5),
      ];
      await store.write(entries);
      const before = await store.sums({ by: 'model', days: UTC });
      const removed = await store.cleanUp({ before: AT - DAY_MS, sumsBefore: AT - 5 * DAY_MS, days: UTC });
      deepEqual(removed, { attempts: 2, calls: 1 });
      equal((await store.attempts({ limit: 9, offset: 0 })).total, 1);
      equal((await store.calls({ limit: 9, offset: 0 })).total, 1);
      deepEqual(sorted(await store.sums({ by: 'model', days: UTC })), sorted(before));
      deepEqual(await store.cleanUp({ before: AT - DAY_MS, sumsBefore: AT - 5 * DAY_MS, days: UTC }), {
        attempts: 0,
        calls: 0,
      });
      deepEqual(sorted(await store.sums({ by: 'model', days: UTC })), sorted(before));
    },
  ],
  [
    'removes what is more than a number, and keeps the sums of all',
    async (store) => {
      await store.write(Array.from({ length: 30 }, (_, index) => attempt(index + 1)));
      deepEqual(await store.cleanUp({ maxAttempts: 10, days: UTC }), { attempts: 20, calls: 0 });
      const { entries, total } = await store.attempts({ limit: 1, offset: 0 });
      deepEqual([total, entries[0]?.seq], [10, 30]);
      equal(only(await store.sums({ by: 'all' })).sums.requests, 30);
    },
  ],
];
