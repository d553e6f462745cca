import type { ResilientFetchOptions } from 'llm-resilience/fetch';

/** What the work came to. */
export interface Result {
  readonly lost: number;
  /** Of those lost, the ones that were not streamed. */
  readonly lostWhole: number;
  readonly corrupt: number;
  readonly requests: number;
  readonly errors: readonly unknown[];
}
export function bySdk(name: string, options?: ResilientFetchOptions): Promise<Result>;
export function byClient(name: string): Promise<Result>;
