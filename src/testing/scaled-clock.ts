import { systemClock, type Clock } from '../core/clock.js';

/** Options of {@link scaledClock}. */
export interface ScaledClockOptions {
  /**
   * What it shows at first, in epoch ms: for a story in which the hour of the day matters, as a provider's midnight does.
   * @default the real time
   */
  readonly startAt?: number | undefined;
}

/**
 * A clock on real timers that runs `factor` times as fast as this machine's: with 60, a sleep of an hour takes a
 * minute. `now()`, `elapsed()` and `sleep()` agree with each other.
 * @throws TypeError where `factor` is no finite number > 0, or `startAt` no time.
 * @example
 * const clock = scaledClock(3_600);
 * await clock.sleep(3_600_000); // an hour on this clock, a second on the wall
 */
export function scaledClock(factor: number, options: ScaledClockOptions = {}): Clock {
  if (!Number.isFinite(factor) || factor <= 0) {
    throw new TypeError(`Expected \`factor\` to be a finite number > 0, got \`${String(factor)}\`.`);
  }
  const { startAt: startedAtMs = systemClock.now() } = options;
  if (!Number.isFinite(startedAtMs)) {
    throw new TypeError(`Expected \`startAt\` to be a time in epoch ms, got \`${String(startedAtMs)}\`.`);
  }
  const startedElapsedMs = systemClock.elapsed();
  const elapsed = (): number => (systemClock.elapsed() - startedElapsedMs) * factor;
  return {
    // From the monotonic time: a step of the machine's clock would be a step of hours here.
    now: () => startedAtMs + elapsed(),
    elapsed,
    async sleep(ms, options) {
      const untilMs = elapsed() + ms;
      // Real timers have whole milliseconds and may fire early by a fraction of one, which is `factor` times as much here.
      do await systemClock.sleep(Math.max(0, untilMs - elapsed()) / factor, options);
      while (elapsed() < untilMs);
    },
  };
}
