import assert from 'node:assert/strict';
import type { QuotaStore } from '../core/quota-store.js';
import type { ContractTestFunction } from './provider-contract.js';

/** What {@link testQuotaStore} needs of a store. */
export interface QuotaStoreContractSpec {
  /** How the tests call it. */
  readonly name: string;
  /**
   * A store that holds nothing, and a second one over the same place, as another process would have it. A store that no
   * two processes share gives the same one twice.
   */
  create(): Promise<QuotaStorePair> | QuotaStorePair;
}

/** Two stores over one place. */
export interface QuotaStorePair {
  readonly store: QuotaStore;
  readonly other: QuotaStore;
  /** Takes away what they kept. */
  remove?(): Promise<void>;
}

const STATE = JSON.stringify({ text: 'ä\u2028\u0000😀', list: Array.from({ length: 2_000 }, (_, index) => index) });

const TESTS: readonly (readonly [title: string, check: (pair: QuotaStorePair) => Promise<void>])[] = [
  [
    'has nothing before anything was saved',
    async ({ store }) => {
      assert.equal(await store.load('default'), undefined);
    },
  ],
  [
    'gives back what was saved, to the letter, and to another process as well',
    async ({ store, other }) => {
      await store.save('default', STATE);
      assert.equal(await store.load('default'), STATE);
      assert.equal(await other.load('default'), STATE);
    },
  ],
  [
    'replaces what was saved before, shorter ones included',
    async ({ store }) => {
      await store.save('default', STATE);
      await store.save('default', '{}');
      assert.equal(await store.load('default'), '{}');
    },
  ],
  [
    'keeps namespaces apart, whatever they are called',
    async ({ store }) => {
      const names = ['default', 'a', 'a/b', '../a', 'A b:c', 'ü'];
      for (const name of names) await store.save(name, JSON.stringify({ name }));
      for (const name of names) assert.equal(await store.load(name), JSON.stringify({ name }));
    },
  ],
  [
    'keeps the order of saves that are under way together',
    async ({ store }) => {
      await Promise.all(Array.from({ length: 20 }, (_, index) => store.save('default', `{"n":${index}}`)));
      assert.equal(await store.load('default'), '{"n":19}');
    },
  ],
  [
    'never gives half of a state, however many save at once',
    async ({ store, other }) => {
      const states = [STATE, STATE.replace('😀', '!')];
      await store.save('default', STATE);
      const saving = Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          return (index % 2 === 0 ? store : other).save('default', states[index % 2] ?? STATE);
        }),
      );
      for (let round = 0; round < 20; round += 1) {
        const loaded = await (round % 2 === 0 ? other : store).load('default');
        assert.ok(loaded !== undefined && states.includes(loaded), 'a whole state');
      }
      await saving;
    },
  ],
  [
    'loses no update of two processes that update at once, where it has update()',
    async ({ store, other }) => {
      if (store.update === undefined) return;
      const add = (state: string | undefined): string => JSON.stringify(Number(state ?? 0) + 1);
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => (index % 2 === 0 ? store : other).update?.('default', add)),
      );
      assert.equal(await store.load('default'), '20');
      await assert.rejects(
        async () =>
          store.update?.('default', () => {
            throw new Error('no');
          }),
        /no/,
      );
      await store.update('default', add);
      assert.equal(await other.load('default'), '21');
    },
  ],
];

/**
 * The suite that every quota store passes. It registers its tests with the `test` of any runner, and asserts with
 * `node:assert`.
 * @example
 * import { test } from 'node:test';
 * testQuotaStore(test, { name: 'my-store', create: () => ({ store: myStore(url), other: myStore(url) }) });
 */
export function testQuotaStore(test: ContractTestFunction, spec: QuotaStoreContractSpec): void {
  for (const [title, check] of TESTS) {
    test(`${spec.name} ${title}`, async () => {
      const pair = await spec.create();
      try {
        await check(pair);
      } finally {
        await pair.store.close?.();
        if (pair.other !== pair.store) await pair.other.close?.();
        await pair.remove?.();
      }
    });
  }
}
