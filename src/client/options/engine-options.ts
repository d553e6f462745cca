import type { Clock } from '../../core/clock.js';
import type { Duration } from '../../core/duration.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { Logger } from '../../core/logger.js';
import type { QuotaStore } from '../../core/quota-store.js';
import type { Random } from '../../core/random.js';
import type { LimitOptions } from '../../core/rate-limits.js';
import type { OnStreamFailure, Policies, Preference } from '../../core/request.js';
import type { UsageRecorder } from '../../core/usage-recorder.js';
import type { TimeoutOptions } from '../../core/timeouts.js';

/** What can be changed while a client runs; it holds from the next decision on. */
export interface TunableOptions {
  /** What to do about each kind of error. Default: those of `ERROR_KINDS`. */
  readonly policies?: Policies;
  /** The longest time that one call waits for quotas in all. @default '24h' */
  readonly maxWait?: Duration;
  /**
   * A single wait that would take longer ends the call with an `LlmError` whose reason is `resume-later` and whose
   * `resumeAt` tells when to make it again; `false`: any is waited for. @default false
   */
  readonly maxHold?: Duration | false;
  /** How many transient failures one call may see, the first attempt included. @default 5 */
  readonly maxAttempts?: number;
  /** A `stop()` policy still waits where the provider states a trusted wait of at most this; `false`: never. @default '60s' */
  readonly stopAfter?: Duration | false;
  /** How often one call finds out whether a limit that nobody waits for is over. @default '15m' */
  readonly probeEvery?: Duration;
  /**
   * The kinds that go to a fallback rather than wait or stop.
   * @default model-not-found, daily-limit, weekly-limit, monthly-limit, quota-exhausted, permission, insufficient-resources
   */
  readonly fallbackOn?: readonly ErrorKind[];
  /**
   * What a limit does where there are fallbacks: `'wait'` by its policy, go to the first that is open (`'fallback'`), or
   * to whichever can start first by all that is known (`'soonest'`). @default 'wait'
   */
  readonly prefer?: Preference;
  /** How many requests may be under way at the same time, for each provider. @default 8 */
  readonly concurrency?: number;
  /** Limits that are known beforehand, for each provider that sets none of its own; what it sets wins figure by figure. */
  readonly limits?: LimitOptions;
  readonly timeouts?: TimeoutOptions;
  /**
   * The largest part of the traffic to a provider that may be retries after passing faults (of each 100 first requests,
   * 20 at 0.2), beside 2 a second and 20 at once that are always free. A retry beyond it waits for its turn, and is not
   * dropped. `false`: unbounded. @default 0.2
   */
  readonly retryBudget?: number | false;
  /** `false`: every call is exactly one request. @default true */
  readonly retry?: boolean;
  /** What a stream does that fails after its first text. @default 'fail' */
  readonly onStreamFailure?: OnStreamFailure;
}

/** What a client and a retry controller have in common. */
export interface EngineOptions extends TunableOptions {
  /** `true`: waits don't keep the process alive. @default false */
  readonly unref?: boolean;
  /** @default the system's */
  readonly clock?: Clock;
  /** @default Math.random */
  readonly random?: Random;
  /** Gets a line for each event that matters. @default none */
  readonly logger?: Logger;
  /** A ledger: `usageLedger()` of `llm-resilience/usage`. @default none */
  readonly usage?: UsageRecorder;
  /**
   * Keeps what is known of limits over a restart: `fileQuotaStore({ path })` of `llm-resilience/stores/file`, or one of
   * your own. @default none
   */
  readonly store?: QuotaStore;
  /** Clients of other accounts that share a store keep apart by it. @default 'default' */
  readonly namespace?: string;
}
