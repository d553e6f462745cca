import type { Classification } from './classification.js';
import type { CallOptions } from './request.js';
import type { TimeoutOptions } from './timeouts.js';

/** What `client.check()` takes. */
export interface CheckRequest extends Pick<CallOptions, 'signal' | 'metadata' | 'policies' | 'maxAttempts'> {
  /** `prefix/name`. A name of the client's `models` stands for several: check each of them. */
  readonly model: string;
  /**
   * Whether a question may be asked that costs something, where nothing else can tell: `true` or `'chat'` for an answer
   * of at most 16 tokens, `'embed'` for one vector. One for each key that is not settled otherwise.
   * @default false
   */
  readonly spend?: boolean | 'chat' | 'embed';
  /** The longest time to wait for quotas; a check before the start should not take hours. @default '30s' */
  readonly maxWait?: CallOptions['maxWait'];
  readonly timeouts?: TimeoutOptions;
}

/**
 * What a check found: it works; it doesn't; or nobody can tell without asking for an answer (`spend: true`), as where a
 * host lists its models to everybody, or has no list.
 */
export type CheckVerdict = 'ok' | 'failed' | 'unknown';

/** What a check found of one key. */
export interface KeyCheck {
  /** The label of the key; `undefined` where there is none. */
  readonly keyId: string | undefined;
  /** Whether this key can ask this model: the verdict is `'ok'`. */
  readonly ok: boolean;
  readonly verdict: CheckVerdict;
  /** Why it fails, or what kept the check from telling. */
  readonly problem?: Classification;
}

/** What a check found. */
export interface CheckResult {
  /** Whether at least one key is known to work for this model: the verdict is `'ok'`. */
  readonly ok: boolean;
  readonly verdict: CheckVerdict;
  /** The prefix. */
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
  /** Why it fails, or what kept the check from telling, of the first such key; left out where one works. */
  readonly problem?: Classification;
  /** Where there is no such model: up to three that are near, as `prefix/name`, the nearest first. */
  readonly nearest: readonly string[];
  /** How many tokens the model reads, where the provider tells. */
  readonly contextLength?: number;
  /** One for each key, in their order. */
  readonly keys: readonly KeyCheck[];
}
