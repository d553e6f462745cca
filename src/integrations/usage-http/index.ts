export { usageHandler } from './usage-handler.js';
export type { UsageHandlerOptions } from './usage-handler.js';
export { nodeUsageHandler } from './node-handler.js';
export type { NodeRequestLike, NodeResponseLike } from './node-handler.js';
