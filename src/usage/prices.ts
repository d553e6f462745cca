export { genaiPrices } from './prices/genai-prices.js';
export type { GenaiPricesOptions } from './prices/genai-prices.js';
