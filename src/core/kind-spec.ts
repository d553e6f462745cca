import type { Policy } from './policy.js';

/** What a limit or an error belongs to: the next request outside of it may succeed at once. */
export type Scope = 'request' | 'model' | 'key' | 'project+model' | 'project' | 'account' | 'provider';

/** All that the engine knows about a kind of error. */
export interface KindSpec {
  readonly meaning: string;
  /** What it belongs to, unless a provider's rule says otherwise. */
  readonly scope: Scope;
  /** The same request with the same key may succeed by itself. */
  readonly waitHelps: boolean;
  /** A key of another project or account may succeed at once. */
  readonly otherKeyHelps: boolean;
  /** Another model may succeed at once. */
  readonly otherModelHelps: boolean;
  /**
   * What bounds the retries: `attempts` counts them (`maxAttempts`), `time` bounds the waiting (`maxWait`).
   */
  readonly budget: 'attempts' | 'time';
  /**
   * What is remembered of it: `closes` lets no call of its scope send, `hints` sends those elsewhere that can go
   * elsewhere, `none` concerns one request only.
   */
  readonly gate: 'closes' | 'hints' | 'none';
  readonly policy: Policy;
  /** What a person can do. */
  readonly advice: string;
}
