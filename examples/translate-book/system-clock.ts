import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from 'llm-resilience';

/** The time of this machine, as a value: the demo puts a faster one in its place. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, { signal, unref = false } = {}) =>
    sleep(ms, undefined, { ref: !unref, ...(signal === undefined ? {} : { signal }) }),
};
