export { findLlmError } from '../../core/find-llm-error.js';
export { type FetchRoute, type ResilientFetchOptions } from './options.js';
export { resilientFetch, type ResilientFetch, type ResilientFetchInit } from './resilient-fetch.js';
