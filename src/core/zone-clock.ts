const NUMERIC = 'numeric';

// Made at the first use and kept, for the zone is nearly always the same one: it costs more than all the rest.
let format: Intl.DateTimeFormat | undefined;
let zone: string | undefined;

/**
 * What the clocks of a time zone show at a moment, as the epoch ms at which those of UTC show the same.
 * @throws RangeError where there is no such zone
 */
export function zoneReading(at: number, timeZone: string): number {
  if (format === undefined || zone !== timeZone) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: NUMERIC,
      month: NUMERIC,
      day: NUMERIC,
      hour: NUMERIC,
      minute: NUMERIC,
      second: NUMERIC,
    });
    zone = timeZone;
  }
  const [month = 0, day, year = 0, hour, minute, second] = (format.format(at).match(/\d+/g) ?? []).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The moment at which the clocks of a time zone show a reading. */
export function momentOfReading(reading: number, timeZone: string): number {
  // Their distance from UTC, first about that moment, then at it: the clocks may change between.
  const about = reading * 2 - zoneReading(reading, timeZone);
  return about + reading - zoneReading(about, timeZone);
}
