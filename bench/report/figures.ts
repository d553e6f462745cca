/** `1.05` */
export function ratio(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

/** `30 s`, `12 min`, `3.5 h` of ms. */
export function span(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** `1.5 kB` */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}

/** `7 µs` */
export function microseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} µs`;
}

/** `12 ms` */
export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

/** Requests for each that were needed for what was delivered: who gives up half of the work needs half of the requests. */
export function requestRatio(work: {
  readonly requests: number;
  readonly needed: number;
  readonly lost: number;
  readonly hung: number;
}): number {
  return work.requests / Math.max(1, work.needed - work.lost - work.hung);
}
