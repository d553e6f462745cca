import type { SimulatedFault } from '../../src/testing/simulator/fault.js';
import type { SimulatedKey } from '../../src/testing/simulator/keys.js';
import type { SimulatedOverload } from '../../src/testing/simulator/overload.js';
import type { SimulatedQuota } from '../../src/testing/simulator/quota.js';
import type { SimulatedProvider } from '../../src/testing/simulator/simulated-provider.js';

/** One request to an LLM that a program needs answered. */
export interface Job {
  readonly id: number;
  readonly model: string;
  readonly prompt: string;
  /** What the simulator says to it: any other text is a wrong one. */
  readonly expected: string;
  readonly stream: boolean;
  /** How long the model takes for it. */
  readonly latencyMs: number;
  readonly maxOutputTokens?: number;
}

/** A piece of work under given limits and faults, the same for everybody who takes it on. */
export interface Trial {
  /** Which of the scenarios: `a` … `h`, or the name of a variant. */
  readonly scenario: string;
  /** What differs from the scenario's other trials, such as `window turns after 7.5 min`. */
  readonly label: string;
  readonly seed: number;
  /** The wire format; those who don't speak it use OpenAI's, with the same limits. */
  readonly format: SimulatedProvider;
  readonly startMs: number;
  readonly jobs: readonly Job[];
  /** How many programs share the work and the keys, each with its own client and nothing else in common. @default 1 */
  readonly clients?: number;
  /** Whether those that can have a store in common. @default no */
  readonly store?: 'shared';
  /** How many jobs each client has under way at the same time. */
  readonly concurrency: number;
  /** Workers begin one after the other, so far apart. @default 0 */
  readonly staggerMs?: number;
  readonly keys: readonly SimulatedKey[];
  readonly quotas: readonly SimulatedQuota[];
  /** What of the headers of its limits the provider sends. @default 'all' */
  readonly headers?: 'all' | 'requests' | 'tokens' | 'no-reset';
  /** The part of the true wait that refusals state in their headers. @default 1 */
  readonly statedShare?: number;
  readonly faults?: readonly SimulatedFault[];
  readonly overload?: SimulatedOverload;
  /** The longest that one attempt may take, told to everybody. @default 10 minutes */
  readonly timeoutMs?: number;
  /** The user would rather wait than stop, and says so to whoever can be told: the longest wait of one call. */
  readonly patience?: string;
  /** The limits in words for a contestant that has to be told them. */
  readonly told?: ToldLimits;
  /** Whether some of the work can't be done, so that it counts what is refused after the first refusal. */
  readonly wall?: boolean;
}

/** The limits of each key, as a person would configure them. */
export interface ToldLimits {
  readonly requests: number;
  readonly windowMs: number;
}
