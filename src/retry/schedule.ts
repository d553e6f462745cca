import { durationToMs } from '../core/duration.js';
import type { ExponentialPolicy } from '../core/policy.js';

/** The delay after the `failures`-th failure (from 1), before jitter, in ms. */
export function exponentialDelayMs(policy: ExponentialPolicy, failures: number): number {
  const initialMs = requireMs(policy.initial);
  const capMs = requireMs(policy.cap);
  // 2 ** 1100 is Infinity, which min() handles.
  return Math.min(capMs, initialMs * policy.factor ** (failures - 1));
}

/**
 * Spreads a delay as the policy says.
 * @param chance from 0 up to, but without, 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ for full jitter
 */
export function spreadDelayMs(policy: ExponentialPolicy, delayMs: number, chance: number): number {
  switch (policy.jitter) {
    case 'full':
      return Math.round(delayMs * chance);
    case 'none':
      return delayMs;
    default:
      return policy.jitter satisfies never;
  }
}

/** Policies are checked where they enter; a duration in one is one. */
export function requireMs(duration: number | string): number {
  const ms = durationToMs(duration);
  if (ms === undefined) throw new TypeError(`Expected a duration, got \`${String(duration)}\`.`);
  return ms;
}
