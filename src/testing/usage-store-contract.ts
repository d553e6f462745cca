import { deepEqual, equal } from 'node:assert/strict';
import type { AttemptEntry } from '../core/usage-entry.js';
import type { UsageStore } from '../core/usage-store.js';
import { SLOT_MS } from '../core/usage-totals.js';
import type { ContractTestFunction } from './provider-contract.js';
import { CLEAN_UP_TESTS, type StoreTest } from './usage-store-contract/clean-up-tests.js';
import { AT, attempt, call, DAY_MS, failure, only, requestsBy, UTC } from './usage-store-contract/entries.js';

/** What the suite needs of a store. */
export interface UsageStoreContractSpec {
  /** How its tests are called. */
  readonly name: string;
  /** A new store, over a place of its own that holds nothing yet. The suite opens and closes it. */
  create(): Promise<UsageStore>;
}

const TESTS: readonly StoreTest[] = [
  [
    'gives back attempts and calls as they were written, the newest first',
    async (store) => {
      const full = attempt(1, { user: 'u', agent: 'a', job: 'j', document: 'd', task: 't', metadata: '{"x":1}' });
      const bare = failure(2, { probe: true, fallback: true });
      const ended = call(3, { kind: 'timeout', outcome: 'failure', job: 'j' });
      await store.write([full, bare, ended]);
      deepEqual(await store.attempts({ limit: 10, offset: 0 }), { entries: [bare, full], total: 2 });
      deepEqual(await store.calls({ limit: 10, offset: 0 }), { entries: [ended], total: 1 });
    },
  ],
  [
    'adds up what was used, failed requests included, and leaves out what is not known',
    async (store) => {
      await store.write([
        attempt(1),
        failure(2),
        attempt(3, { probe: true, fallback: true }),
        call(4),
        call(5, { outcome: 'failure' }),
      ]);
      const { sums } = only(await store.sums({ by: 'all' }));
      const expected = {
        requests: 3,
        successes: 2,
        failures: 1,
        aborted: 0,
        probes: 1,
        fallbacks: 1,
        calls: 2,
        failedCalls: 1,
      };
      const tokens = {
        inputTokens: 200,
        cachedTokens: 20,
        outputTokens: 100,
        reasoningTokens: 10,
        costNanoUsd: 2_469_134,
      };
      const times = { queuedMs: 2, waitedMs: 40, durationMs: 609, firstTokenMs: 80, firstTokens: 2 };
      const zero = { cacheHits: 0, estimatedRequests: 0, untoldRequests: 0, unpricedRequests: 0 };
      deepEqual({ ...sums }, { ...expected, ...tokens, ...times, ...zero });
    },
  ],
  [
    'tells requests without tokens, without a price and with estimates apart',
    async (store) => {
      const { costNanoUsd: _cost, costSource: _source, ...unpriced } = attempt(1);
      const { inputTokens: _input, outputTokens: _output, ...untold } = attempt(2);
      const cached: Partial<AttemptEntry> = { outcome: 'cached', costSource: 'cache', costNanoUsd: 0, attempt: 0 };
      const estimated = { outcome: 'aborted', estimated: true } as const;
      await store.write([unpriced, untold, attempt(3, estimated), failure(4, cached), failure(5)]);
      for (const query of [{ by: 'all' }, { by: 'all', where: { provider: 'first', model: 'small:1b' } }] as const) {
        const { sums } = only(await store.sums(query));
        const { unpricedRequests, untoldRequests, estimatedRequests, cacheHits, requests, aborted, failures } = sums;
        const found = { unpricedRequests, untoldRequests, estimatedRequests, cacheHits, requests, aborted, failures };
        const expected = {
          unpricedRequests: 1,
          untoldRequests: 1,
          estimatedRequests: 1,
          cacheHits: 1,
          requests: 4,
          aborted: 1,
          failures: 1,
        };
        deepEqual(found, expected);
      }
    },
  ],
  [
    'adds up by every dimension, with and without other filters',
    async (store) => {
      await store.write([
        attempt(1, { job: 'j1', user: 'u1', document: 'd1' }),
        attempt(2, { job: 'j2', user: 'u1', keyId: 'key-2' }),
        failure(3, { job: 'j2', provider: 'second' }),
      ]);
      deepEqual(requestsBy(await store.sums({ by: 'job' })), { j1: 1, j2: 2 });
      deepEqual(requestsBy(await store.sums({ by: 'provider' })), { first: 2, second: 1 });
      deepEqual(requestsBy(await store.sums({ by: 'key' })), { 'key-1': 1, 'key-2': 1, none: 1 });
      deepEqual(requestsBy(await store.sums({ by: 'kind' })), { none: 2, 'rate-limit': 1 });
      deepEqual(requestsBy(await store.sums({ by: 'document' })), { d1: 1, none: 2 });
      deepEqual(requestsBy(await store.sums({ by: 'all', where: { document: 'd1' } })), { none: 1 });
      deepEqual(requestsBy(await store.sums({ by: 'all', where: { user: 'u1' } })), { none: 2 });
      deepEqual(requestsBy(await store.sums({ by: 'job', where: { user: 'u1' } })), { j1: 1, j2: 1 });
      deepEqual(requestsBy(await store.sums({ by: 'job', where: { job: 'j2' } })), { j2: 2 });
      deepEqual(requestsBy(await store.sums({ by: 'model', where: { job: 'j2', provider: 'second' } })), {
        'small:1b': 1,
      });
    },
  ],
  [
    'adds up the models of a provider, and the providers of a model',
    async (store) => {
      await store.write([
        attempt(1, { model: 'a' }),
        failure(2, { model: 'b', at: AT + DAY_MS }),
        attempt(3, { model: 'b', provider: 'second' }),
        call(4, { model: 'b', provider: 'second' }),
      ]);
      deepEqual(requestsBy(await store.sums({ by: 'model', where: { provider: 'first' } })), { a: 1, b: 1 });
      deepEqual(requestsBy(await store.sums({ by: 'provider', where: { model: 'b' } })), { first: 1, second: 1 });
      const both = { provider: 'first', model: 'b' };
      deepEqual(requestsBy(await store.sums({ by: 'all', where: both })), { none: 1 });
      deepEqual(requestsBy(await store.sums({ by: 'model', where: both })), { b: 1 });
      deepEqual(await store.sums({ by: 'all', where: { provider: 'second', model: 'a' } }), []);
      const [day] = await store.sums({ by: 'all', where: both, days: UTC, from: AT });
      deepEqual([day?.day, day?.sums.requests, day?.sums.failures], [Math.floor((AT + DAY_MS) / DAY_MS), 1, 1]);
    },
  ],
  [
    'adds up by local day, also over a change of the clocks',
    async (store) => {
      const berlin = [
        { from: 0, offsetMs: 3_600_000 },
        { from: Date.UTC(2026, 2, 29, 1), offsetMs: 7_200_000 },
      ];
      const times = [
        Date.UTC(2026, 2, 28, 22, 59),
        Date.UTC(2026, 2, 28, 23),
        Date.UTC(2026, 2, 29, 21, 59),
        Date.UTC(2026, 2, 29, 22),
      ];
      await store.write(times.map((at, index) => attempt(index + 1, { at, user: 'u', job: 'j' })));
      const day = Date.UTC(2026, 2, 28) / DAY_MS;
      for (const where of [{}, { user: 'u' }, { user: 'u', job: 'j' }]) {
        const rows = await store.sums({ by: 'all', where, days: berlin });
        const found = [...rows].sort((a, b) => (a.day ?? 0) - (b.day ?? 0)).map((row) => [row.day, row.sums.requests]);
        deepEqual(found, [
          [day, 1],
          [day + 1, 2],
          [day + 2, 1],
        ]);
      }
    },
  ],
  [
    'keeps to a stretch of time: its start belongs to it, its end does not',
    async (store) => {
      const times = [AT - SLOT_MS, AT, AT + SLOT_MS];
      await store.write(times.map((at, index) => attempt(index + 1, { at })));
      for (const where of [{}, { provider: 'first', model: 'small:1b' }]) {
        equal(only(await store.sums({ by: 'all', where, from: AT, to: AT + SLOT_MS })).sums.requests, 1);
      }
      equal((await store.attempts({ from: AT, to: AT + SLOT_MS, limit: 10, offset: 0 })).total, 1);
      deepEqual(await store.sums({ by: 'all', from: AT + DAY_MS, where: { user: 'u' } }), []);
    },
  ],
  [
    'pages through entries, and filters them',
    async (store) => {
      await store.write(
        Array.from({ length: 7 }, (_, index) => attempt(index + 1, { job: index % 2 === 0 ? 'even' : 'odd' })),
      );
      const page = await store.attempts({ where: { job: 'even' }, limit: 2, offset: 1 });
      deepEqual([page.total, page.entries.map(({ seq }) => seq)], [4, [5, 3]]);
      const one = await store.attempts({ where: { callId: 'run-1:call-3', outcome: 'success' }, limit: 5, offset: 0 });
      deepEqual(
        one.entries.map(({ seq }) => seq),
        [3],
      );
      equal((await store.attempts({ where: { outcome: 'failure' }, limit: 5, offset: 0 })).total, 0);
    },
  ],
  [
    'counts a batch that is written twice once',
    async (store) => {
      await store.write([attempt(1), attempt(2)]);
      await store.write([attempt(1), attempt(2), attempt(3)]);
      await store.write([attempt(1, { run: 'run-2' })]);
      equal(only(await store.sums({ by: 'all' })).sums.requests, 4);
      equal((await store.attempts({ limit: 10, offset: 0 })).total, 4);
    },
  ],
  [
    'takes a filter as a text, whatever it says',
    async (store) => {
      const evil = `x'; drop table usage_attempts; -- "%_\\`;
      await store.write([attempt(1, { job: evil }), attempt(2, { job: 'good' })]);
      deepEqual(requestsBy(await store.sums({ by: 'job', where: { job: evil } })), { [evil]: 1 });
      equal((await store.attempts({ where: { job: evil, user: evil }, limit: 5, offset: 0 })).total, 0);
      equal((await store.attempts({ where: { job: evil }, limit: 5, offset: 0 })).total, 1);
      equal((await store.attempts({ where: { job: '%' }, limit: 5, offset: 0 })).total, 0);
      equal(only(await store.sums({ by: 'all' })).sums.requests, 2);
    },
  ],
  ...CLEAN_UP_TESTS,
  [
    'takes large numbers, and texts of any language',
    async (store) => {
      const entry = attempt(1, { costNanoUsd: 4_000_000_000_000_000, job: 'Книга «Ё» 🙂', inputTokens: 2_000_000_000 });
      await store.write([entry]);
      deepEqual((await store.attempts({ limit: 1, offset: 0 })).entries, [entry]);
      const { sums } = only(await store.sums({ by: 'all' }));
      deepEqual([sums.costNanoUsd, sums.inputTokens], [4_000_000_000_000_000, 2_000_000_000]);
    },
  ],
];

/**
 * The suite that every usage store passes. It registers its tests with the `test` of any runner, and asserts with
 * `node:assert`.
 * @example testUsageStore(test, { name: 'my-store', create: async () => myUsageStore() });
 */
export function testUsageStore(test: ContractTestFunction, spec: UsageStoreContractSpec): void {
  for (const [title, check] of TESTS) {
    test(`${spec.name} ${title}`, async () => {
      const store = await spec.create();
      await store.open();
      try {
        await check(store);
      } finally {
        await store.close();
      }
    });
  }
}
