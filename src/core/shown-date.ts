/** The last moment that a date can show, in epoch ms, see https://tc39.es/ecma262/#sec-time-values-and-time-range */
export const LATEST_DATE_MS = 8.64e15;

/** A moment as a date to show: one beyond all dates, such as the end of a wait of `'99999999999d'`, as the last of them. */
export function shownDate(at: number): Date {
  return new Date(Math.min(at, LATEST_DATE_MS));
}
