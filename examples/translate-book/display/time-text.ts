/** A countdown: `0:45`, `14:07`, `1:02:30`. */
export function formatCountdown(durationMs: number): string {
  // Rounded up: a countdown shows 0:00 only when it is over.
  const seconds = Math.ceil(Math.max(0, durationMs) / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** A length of time in words of at most two units: `45 s`, `7 min 30 s`, `3 h 5 min`, `2 d 4 h`. */
export function formatLength(durationMs: number): string {
  const seconds = Math.round(Math.max(0, durationMs) / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return twoUnits(seconds, [60, 'min', 1, 's']);
  if (seconds < 2 * 86_400) return twoUnits(seconds, [3_600, 'h', 60, 'min']);
  return twoUnits(seconds, [86_400, 'd', 3_600, 'h']);
}

function twoUnits(
  seconds: number,
  [large, largeName, small, smallName]: readonly [number, string, number, string],
): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

/** A moment in local time: `21:46`, and with its date where it isn't today. */
export function formatClockTime(at: number, now: number): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (moment.toDateString() === new Date(now).toDateString()) return time;
  return `${moment.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })}, ${time}`;
}
