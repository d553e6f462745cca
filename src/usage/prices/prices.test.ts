import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genaiPrices } from './genai-prices.js';
import type { PriceQuery } from './price-book.js';
import { priceTable } from './price-table.js';

const query = (fields: Partial<PriceQuery>): PriceQuery => ({
  provider: 'openai',
  model: 'gpt-4o-mini',
  url: 'https://api.openai.com/v1',
  batch: false,
  at: Date.UTC(2026, 2, 2),
  usage: { inputTokens: 1_000, cachedTokens: 200, outputTokens: 500 },
  ...fields,
});

describe('priceTable()', () => {
  const table = priceTable({
    mine: {
      exact: { input: 1, cachedInput: 0.1, output: 2, reasoning: 4, batch: { input: 0.5, output: 1 } },
      'gpt*': { input: 10, output: 10 },
      'gpt-5*': { input: 20, output: 20, request: 0.001 },
    },
  });
  const cost = (fields: Partial<PriceQuery>) => table.costOf(query({ provider: 'mine', ...fields }))?.nanoUsd;

  it('prices input, cached input, output and thoughts apart', () => {
    const usage = { inputTokens: 1_000, cachedTokens: 200, outputTokens: 500, reasoningTokens: 100 };
    expect(cost({ model: 'exact', usage })).toBe(800 * 1_000 + 200 * 100 + 400 * 2_000 + 100 * 4_000);
  });

  it('prices a batch by its own prices, and not at all without them', () => {
    expect(cost({ model: 'exact', batch: true, usage: { inputTokens: 10, outputTokens: 10 } })).toBe(
      10 * 500 + 10 * 1_000,
    );
    expect(cost({ model: 'gpt-4', batch: true })).toBeUndefined();
  });

  it('takes the longest name that fits, and adds the price of a request', () => {
    expect(cost({ model: 'gpt-4', usage: { inputTokens: 1 } })).toBe(10_000);
    expect(cost({ model: 'gpt-5-mini', usage: { inputTokens: 1 } })).toBe(20_000 + 1_000_000);
  });

  it('knows nothing of other models, other providers, and requests without tokens', () => {
    expect(cost({ model: 'other' })).toBeUndefined();
    expect(cost({ provider: 'other', model: 'exact' })).toBeUndefined();
    expect(cost({ model: 'exact', usage: {} })).toBeUndefined();
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '1'])('refuses a price of %s', (input) => {
    expect(() => priceTable({ mine: { a: { input: input as number, output: 1 } } })).toThrow(
      /mine\.a\.input.*a price >= 0/,
    );
  });
});

describe('genaiPrices()', () => {
  const prices = genaiPrices({ own: { openai: { 'gpt-4o': { input: 1, output: 1 } } } });

  it('prices by the address that a request goes to', () => {
    expect(prices.costOf(query({}))).toEqual({ nanoUsd: 435_000, source: 'price-list' });
    const google = { provider: 'gemini', model: 'gemini-2.5-flash', url: 'https://generativelanguage.googleapis.com' };
    expect(prices.costOf(query(google))?.source).toBe('price-list');
  });

  it('prices by the name of a provider where no address is known', () => {
    expect(prices.costOf(query({ url: undefined }))?.nanoUsd).toBe(435_000);
  });

  it('guesses no price for a known model behind an unknown address', () => {
    expect(prices.costOf(query({ url: 'http://127.0.0.1:8000/v1' }))).toBeUndefined();
    expect(prices.costOf(query({ model: 'no-such-model' }))).toBeUndefined();
    expect(prices.costOf(query({ batch: true }))).toBeUndefined();
  });

  it('lets your own table win', () => {
    expect(prices.costOf(query({ model: 'gpt-4o' }))).toEqual({ nanoUsd: 1_500_000, source: 'own-table' });
  });

  it.each([
    ['openai', 'gpt-4o-mini'],
    ['google', 'gemini-2.5-pro'],
    ['google', 'gemini-2.5-flash'],
  ])('comes to what the list itself comes to, tiers included: %s/%s', (provider, model) => {
    const tokens = fc.integer({ min: 0, max: 400_000 });
    fc.assert(
      fc.property(tokens, tokens, fc.double({ min: 0, max: 1, noNaN: true }), (inputTokens, outputTokens, share) => {
        const cachedTokens = Math.floor(inputTokens * share);
        const usage = { input_tokens: inputTokens, output_tokens: outputTokens, cache_read_tokens: cachedTokens };
        const expected = (calcPrice(usage, model, { providerId: provider })?.total_price ?? -1) * 1_000_000_000;
        const found = prices.costOf(
          query({ provider, model, url: undefined, usage: { inputTokens, outputTokens, cachedTokens } }),
        );
        expect(Math.abs((found?.nanoUsd ?? Number.NaN) - expected)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});
