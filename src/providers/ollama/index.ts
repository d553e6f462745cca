export { ollama } from './adapter.js';
export type { OllamaOptions } from './options.js';
