/**
 * A length of time as the providers write it, in the form of Go's `time.Duration`: `6ms`, `8.64s`, `7m12s`,
 * `14h29m11.04s`.
 * @internal
 */
export function formatGoDuration(durationMs: number): string {
  // Microseconds are the finest that the corpus' texts need; more digits would be the noise of floating point.
  const ms = Math.round(durationMs * 1_000) / 1_000;
  if (ms < 1_000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.round((ms % 60_000) * 1_000) / 1_000_000;
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}
