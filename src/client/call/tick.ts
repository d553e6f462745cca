import type { Policy } from '../../core/policy.js';
import { requireMs } from '../../retry/schedule.js';

const DEFAULT_TICK_MS = 60_000;

/** How often a wait of this policy ticks. */
export function tickMsOf(policy: Policy): number | false {
  if (!('tick' in policy) || policy.tick === undefined) return DEFAULT_TICK_MS;
  return policy.tick === false ? false : requireMs(policy.tick);
}
