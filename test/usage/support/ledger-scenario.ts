import type { ClientOptions } from '../../../src/client/client.js';
import type { UsageStore } from '../../../src/core/usage-store.js';
import { memoryUsageStore } from '../../../src/stores/memory.js';
import type { LedgerEvent } from '../../../src/usage/ledger/ledger-events.js';
import { usageLedger } from '../../../src/usage/ledger/ledger.js';
import type { UsageLedgerOptions } from '../../../src/usage/ledger/ledger-options.js';
import { priceTable } from '../../../src/usage/prices/price-table.js';
import { manualClock } from '../../../src/testing/manual-clock.js';
import { seededRandom } from '../../../src/testing/seeded-random.js';
import { createClient } from '../../../src/client/create-client.js';
import { scriptedProvider } from '../../support/scripted-provider.js';
import { START } from './entries.js';

/** A dollar for a thousand tokens of input, two for a thousand of output. */
export const PRICES = priceTable({ ollama: { '*': { input: 1_000, cachedInput: 100, output: 2_000 } } });

/** A client over one scripted provider, with a ledger in memory, on the manual clock. */
export function ledgerScenario(
  steps: Parameters<typeof scriptedProvider>[0],
  options: {
    readonly client?: Partial<ClientOptions>;
    readonly ledger?: Partial<UsageLedgerOptions>;
    readonly provider?: Parameters<typeof scriptedProvider>[1];
    readonly store?: UsageStore;
  } = {},
) {
  const clock = manualClock(START);
  const provider = scriptedProvider(steps, options.provider);
  const store = options.store ?? memoryUsageStore();
  const ledger = usageLedger({ store, prices: PRICES, timeZone: 'UTC', flushOnExit: false, clock, ...options.ledger });
  const told: LedgerEvent[] = [];
  for (const type of ['budget-warning', 'budget-exceeded', 'unpriced-model', 'store-problem'] as const) {
    ledger.on(type, (event) => told.push(event));
  }
  const others = options.client?.providers ?? [];
  const client = createClient({
    clock,
    random: seededRandom(1),
    usage: ledger,
    ...options.client,
    providers: [provider, ...others],
  });
  const chat = (metadata?: Readonly<Record<string, unknown>>, extra: object = {}) =>
    client.chat({
      model: 'ollama/kimi',
      messages: [{ role: 'user', content: 'Translate this.' }],
      ...(metadata === undefined ? {} : { metadata }),
      ...extra,
    });
  return { client, clock, ledger, provider, store, told, chat };
}
