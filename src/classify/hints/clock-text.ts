import { momentOfReading, zoneReading } from '../../core/zone-clock.js';

const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';

/** "Jan 18, 11:30am (Asia/Calcutta)", "8pm (UTC)": on the clocks of a named zone, without a year or without a day. */
export const CLOCK_SOURCE = `(?:(${MONTHS})[a-z]* (3[01]|[12]?\\d)(?:,| at),? )?(1[0-2]|0?[1-9])(?::([0-5]\\d))? ?([ap])m \\(?([a-z][\\w/+-]*)`;

/** The moment nearest to now that the groups of CLOCK_SOURCE fit, so that a stale one is past and not a day off. */
export function parseClock(groups: readonly (string | undefined)[], now: number): number | undefined {
  const [month, day, hour, minute, half, timeZone = ''] = groups;
  try {
    const reading = zoneReading(now, timeZone);
    const fitting = [-1, 0, 1].map((step) => {
      const date = new Date(reading);
      if (month === undefined) date.setUTCDate(date.getUTCDate() + step);
      else date.setUTCFullYear(date.getUTCFullYear() + step, MONTHS.indexOf(month) / 4, Number(day));
      return date.setUTCHours((Number(hour) % 12) + (half === 'p' ? 12 : 0), Number(minute ?? 0), 0);
    });
    const distances = fitting.map((date) => Math.abs(date - reading));
    return momentOfReading(fitting[distances.indexOf(Math.min(...distances))] ?? reading, timeZone);
  } catch {
    // No such zone.
    return undefined;
  }
}
