import * as z from 'zod/mini';
import { checkOptions, field } from '../../core/check-options.js';
import { costByRates, type PriceBook, type PriceQuery, type TokenRates } from './price-book.js';

/** Prices of one model, in US dollars for a million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** For input that came from the provider's cache. @default as `input` */
  readonly cachedInput?: number;
  /** For output that the model thought with. @default as `output` */
  readonly reasoning?: number;
  /** For each request, in US dollars, whatever its tokens. @default 0 */
  readonly request?: number;
}

/** Prices of one model, and those of the provider's batch interface. */
export interface ModelPrices extends TokenPrices {
  /** For requests whose metadata has `batch: true`. @default unknown */
  readonly batch?: TokenPrices;
}

/**
 * The user's own prices: by the prefix of a provider, then by model without its prefix. A name that ends in `*` is for
 * all that begin so; the longest one that fits holds, an exact name before all.
 */
export type PriceTableOptions = Readonly<Record<string, Readonly<Record<string, ModelPrices>>>>;

const price = field<number>(
  (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  'a price >= 0 in US dollars for a million tokens',
);

const tokenPrices = {
  input: price,
  output: price,
  cachedInput: z.optional(price),
  reasoning: z.optional(price),
  request: z.optional(price),
};

const schema = z.record(
  z.string(),
  z.record(z.string(), z.strictObject({ ...tokenPrices, batch: z.optional(z.strictObject(tokenPrices)) })),
);

/**
 * A table of the user's own prices, and of nothing else.
 * @example priceTable({ openai: { 'gpt-5-mini*': { input: 0.25, cachedInput: 0.025, output: 2 } } })
 * @throws TypeError that lists every problem, such as a negative price
 */
export function priceTable(prices: PriceTableOptions): PriceBook {
  checkOptions(prices, { subject: 'priceTable()', schema });
  const tables = new Map(
    Object.entries(prices).map(([provider, models]) => [provider, new Map(Object.entries(models))]),
  );
  return {
    costOf(query) {
      const models = tables.get(query.provider);
      const found = models === undefined ? undefined : pricesIn(models, query.model);
      const chosen = query.batch ? found?.batch : found;
      if (chosen === undefined) return undefined;
      const nanoUsd = costByRates(query.usage, ratesOf(chosen));
      return nanoUsd === undefined ? undefined : { nanoUsd, source: 'own-table' };
    },
  };
}

/** Asks one book after the other; the first that knows answers. */
export function firstOf(books: readonly PriceBook[]): PriceBook {
  return {
    costOf(query: PriceQuery) {
      for (const book of books) {
        const cost = book.costOf(query);
        if (cost !== undefined) return cost;
      }
      return undefined;
    },
  };
}

function pricesIn(models: ReadonlyMap<string, ModelPrices>, model: string): ModelPrices | undefined {
  const exact = models.get(model);
  if (exact !== undefined) return exact;
  let best: string | undefined;
  for (const name of models.keys()) {
    const fits = name.endsWith('*') && model.startsWith(name.slice(0, -1));
    if (fits && (best === undefined || name.length > best.length)) best = name;
  }
  return best === undefined ? undefined : models.get(best);
}

function ratesOf(prices: TokenPrices): TokenRates {
  return {
    input: prices.input * 1_000,
    cachedInput: (prices.cachedInput ?? prices.input) * 1_000,
    output: prices.output * 1_000,
    reasoning: (prices.reasoning ?? prices.output) * 1_000,
    request: (prices.request ?? 0) * 1_000_000_000,
  };
}
