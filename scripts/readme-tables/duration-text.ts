import { durationToMs, formatDuration, type Duration } from '../../src/core/duration.js';

/** A length of time in a table: `5 min`, `1 h 30 min`, `off`. */
export function durationText(duration: Duration | false): string {
  const ms = duration === false ? undefined : durationToMs(duration);
  return ms === undefined ? 'off' : formatDuration(ms);
}
