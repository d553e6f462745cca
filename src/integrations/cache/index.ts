export { cacheReplies } from './cache-replies.js';
export type { CachedReply, CacheRepliesOptions, CacheStore, CachingClient, ChatFunction } from './cache-replies.js';
