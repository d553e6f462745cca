import type { ResilientFetchOptions } from 'llm-resilience/fetch';
import type { SimulatedFault } from 'llm-resilience/testing';

/** What the work came to. */
export interface Result {
  readonly lost: number;
  /** Of those lost, the ones that were not streamed. */
  readonly lostWhole: number;
  readonly corrupt: number;
  readonly requests: number;
  /** How many of them came to what: `answered`, `fault`, `refused: key`, `refused: requests per hour`. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly errors: readonly unknown[];
}
export function bySdk(name: string, options?: ResilientFetchOptions): Promise<Result>;
export function byClient(name: string): Promise<Result>;
export function failureBySdk(name: string, fault: SimulatedFault): Promise<unknown>;
