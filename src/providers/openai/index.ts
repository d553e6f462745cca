export { openai } from './adapter.js';
export type { OpenAIOptions } from './options.js';
export type { VendorName } from './vendors.js';
