import type { CalendarReset } from '../../core/error-rule.js';
import { momentOfReading, zoneReading } from '../../core/zone-clock.js';

const ZONE = 'America/Los_Angeles';
const DAY_MS = 86_400_000;

/**
 * When Gemini's windows turn.
 * Source: https://ai.google.dev/gemini-api/docs/rate-limits ("RPD quotas reset at midnight Pacific time").
 */
export const geminiCalendars = {
  /** The next midnight of the Pacific coast. Its clocks change at 2:00, so that every midnight comes exactly once. */
  day: (now) => momentOfReading((Math.floor(zoneReading(now, ZONE) / DAY_MS) + 1) * DAY_MS, ZONE),
} as const satisfies Readonly<Record<string, CalendarReset>>;
