import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { geminiCalendars } from './calendar.js';

/** The same by a library that knows time zones. */
function nextPacificMidnight(now: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('America/Los_Angeles');
  return local.add({ days: 1 }).startOfDay().epochMilliseconds;
}

const HOUR_MS = 3_600_000;

describe("the day of Gemini's quotas", () => {
  it.each([
    ['in winter', '2026-01-15T12:00:00Z', '2026-01-16T08:00:00Z'],
    ['in summer', '2026-07-15T12:00:00Z', '2026-07-16T07:00:00Z'],
    ['on the short day of spring', '2026-03-08T09:00:00Z', '2026-03-09T07:00:00Z'],
    ['on the long day of autumn', '2026-11-01T08:00:00Z', '2026-11-02T08:00:00Z'],
    ['at midnight itself', '2026-07-16T07:00:00Z', '2026-07-17T07:00:00Z'],
    ['a millisecond before', '2026-07-16T06:59:59.999Z', '2026-07-16T07:00:00Z'],
  ])('ends at the midnight of the Pacific coast %s', (_title, now, midnight) => {
    expect(geminiCalendars.day(Date.parse(now))).toBe(Date.parse(midnight));
  });

  it('agrees with a library of time zones around every change of clocks of many years', () => {
    for (let year = 2024; year <= 2036; year++) {
      for (const around of [Date.UTC(year, 2, 7), Date.UTC(year, 9, 31), Date.UTC(year, 11, 30)]) {
        for (let hour = 0; hour < 10 * 24; hour++) {
          const now = around + hour * HOUR_MS + 1_234;
          expect(geminiCalendars.day(now), new Date(now).toISOString()).toBe(nextPacificMidnight(now));
        }
      }
    }
  });
});
