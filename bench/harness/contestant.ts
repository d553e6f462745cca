import type { SimulatedProvider } from '../../src/testing/simulator/simulated-provider.js';
import type { QuotaStore } from '../../src/core/quota-store.js';
import type { Job, Trial } from './trial.js';

/** What a contestant gets to work with. */
export interface Arena {
  readonly trial: Trial;
  readonly format: SimulatedProvider;
  /** The root of the provider; OpenAI's with its `/v1`. */
  readonly baseURL: string;
  readonly fetch: typeof fetch;
  /** What the programs of a trial have in common, if anything. */
  readonly store: QuotaStore | undefined;
}

/** What a caller is told when a job fails for good. */
export interface Told {
  /** The window of the limit, such as `daily-limit`, where the error says it in a field. */
  readonly window: string | undefined;
  readonly resetsAt: number | undefined;
}

/** A contestant at work, in one program. */
export interface Session {
  /** @returns the text that it takes for good. */
  call(job: Job, signal?: AbortSignal): Promise<string>;
  /** What an error of `call` says of the limit behind it. */
  told(error: unknown): Told;
  close(): Promise<void>;
}

/** This library, or one of its peers. */
export interface Contestant {
  readonly id: string;
  readonly title: string;
  /** The wire formats that it speaks. */
  readonly formats: readonly SimulatedProvider[];
  /** Whether several programs with it can have a store in common. @default no */
  readonly sharesStore?: true;
  /** Whether it has anything to say to this work. @default yes */
  takesOn?(trial: Trial): boolean;
  start(arena: Arena): Promise<Session>;
}

/** For contestants whose errors have no such fields. */
export const TELLS_NOTHING = (): Told => ({ window: undefined, resetsAt: undefined });
