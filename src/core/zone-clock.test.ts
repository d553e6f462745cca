import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { momentOfReading, zoneReading } from './zone-clock.js';

const HOUR_MS = 3_600_000;

describe('the clocks of a time zone', () => {
  it.each(['America/Los_Angeles', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Etc/GMT+5', 'utc'])(
    'show in %s what a library of time zones says, and are read back',
    (timeZone) => {
      for (let hour = 0; hour < 366 * 24; hour += 5) {
        const at = Date.UTC(2026, 0, 1) + hour * HOUR_MS;
        const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime();
        const reading = local.toZonedDateTime('UTC').epochMilliseconds;
        expect(zoneReading(at, timeZone), local.toString()).toBe(reading);
        // An hour that the clocks show twice is one of both.
        expect(zoneReading(momentOfReading(reading, timeZone), timeZone), local.toString()).toBe(reading);
      }
    },
  );

  it('show whole seconds', () => {
    expect(zoneReading(1_999, 'UTC')).toBe(1_000);
  });

  it('are in no zone that nobody knows', () => {
    expect(() => zoneReading(0, 'Mars/Olympus_Mons')).toThrow(RangeError);
    expect(zoneReading(0, 'Asia/Tokyo')).toBe(9 * HOUR_MS);
  });
});
