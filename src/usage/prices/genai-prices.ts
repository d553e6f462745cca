import { calcPrice, findProvider, type ModelPrice } from '@pydantic/genai-prices';
import { costByRates, type PriceBook, type PriceQuery, type TokenRates } from './price-book.js';
import { firstOf, priceTable, type PriceTableOptions } from './price-table.js';

/** Options of {@link genaiPrices}. */
export interface GenaiPricesOptions {
  /** Prices of your own, which win over the list's. @default none */
  readonly own?: PriceTableOptions;
}

/** Prices change with the time of the day, for a few models: they are looked up anew so often. */
const LOOKED_UP_FOR_MS = 60_000;

interface LookUp {
  readonly price: ModelPrice | undefined;
  /** Where they don't depend on the length of the input. */
  readonly rates: TokenRates | undefined;
  readonly at: number;
}

/**
 * The prices of `@pydantic/genai-prices` (https://github.com/pydantic/genai-prices), as of its installed version: it
 * asks no server. Told by the address that requests go to, so that a gateway's prices are its own.
 * @throws TypeError that lists every problem of your own prices
 */
export function genaiPrices({ own }: GenaiPricesOptions = {}): PriceBook {
  const list = priceList();
  return own === undefined ? list : firstOf([priceTable(own), list]);
}

function priceList(): PriceBook {
  // A look-up goes over thousands of models by pattern and takes longer than all else that a ledger does.
  const lookUps = new Map<string, LookUp>();
  return {
    costOf(query) {
      // The list knows no prices of batch interfaces.
      if (query.batch) return undefined;
      const key = `${query.url ?? query.provider} ${query.model}`;
      let found = lookUps.get(key);
      if (found === undefined || Math.abs(query.at - found.at) >= LOOKED_UP_FOR_MS) {
        if (lookUps.size >= MOST_LOOK_UPS) lookUps.clear();
        const price = lookUp(query);
        const isFlat = price !== undefined && Object.values(price).every((value) => typeof value !== 'object');
        found = { price, rates: isFlat ? ratesOf(price, 0) : undefined, at: query.at };
        lookUps.set(key, found);
      }
      if (found.price === undefined) return undefined;
      const rates = found.rates ?? ratesOf(found.price, query.usage.inputTokens ?? 0);
      const nanoUsd = costByRates(query.usage, rates);
      return nanoUsd === undefined ? undefined : { nanoUsd, source: 'price-list' };
    },
  };
}

const MOST_LOOK_UPS = 1_000;

function lookUp({ provider, url, model, at }: PriceQuery): ModelPrice | undefined {
  // With neither an address nor a name that it knows, the list would guess by the model: that may be anybody's price.
  const found = findProvider(url === undefined ? { providerId: provider } : { providerApiUrl: url });
  if (found === undefined) return undefined;
  const usage = { input_tokens: 0, output_tokens: 0 };
  return calcPrice(usage, model, { provider: found, timestamp: new Date(at) })?.model_price;
}

function ratesOf(price: ModelPrice, inputTokens: number): TokenRates {
  // Where a price has tiers, the whole of the input decides, for all tokens.
  const rate = (name: string): number | undefined => {
    const value = price[name];
    if (typeof value !== 'object') return value;
    return value.tiers.reduce((found, tier) => (inputTokens > tier.start ? tier.price : found), value.base);
  };
  const input = rate('input_mtok') ?? 0;
  const output = rate('output_mtok') ?? 0;
  return {
    input: input * 1_000,
    cachedInput: (rate('cache_read_mtok') ?? input) * 1_000,
    output: output * 1_000,
    reasoning: (rate('output_reasoning_mtok') ?? output) * 1_000,
    request: (rate('requests_kcount') ?? 0) * 1_000_000,
  };
}
