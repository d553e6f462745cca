export { gemini } from './adapter.js';
export type { GeminiOptions, GeminiSdk } from './options.js';
