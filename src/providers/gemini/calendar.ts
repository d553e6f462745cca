import type { CalendarReset } from '../../core/error-rule.js';

const ZONE = 'America/Los_Angeles';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Pacific time is 7 hours behind UTC in summer, 8 in winter. */
const OFFSETS_HOURS = [7, 8];

let format: Intl.DateTimeFormat | undefined;

/** Year, month, day and hour of a moment on the clocks of the Pacific coast. */
function pacificParts(at: number): { readonly day: number; readonly hour: number } {
  // Made at the first use: it costs more than all the rest of this module.
  format ??= new Intl.DateTimeFormat('en-US', {
    timeZone: ZONE,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
  });
  const part: Partial<Record<string, number>> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  return { day: Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day']), hour: part['hour'] ?? 0 };
}

/**
 * When Gemini's windows turn.
 * Source: https://ai.google.dev/gemini-api/docs/rate-limits ("RPD quotas reset at midnight Pacific time").
 */
export const geminiCalendars = {
  /** The next midnight of the Pacific coast. Its clocks change at 2:00, so that every midnight comes exactly once. */
  day: (now) => {
    const nextDay = pacificParts(now).day + DAY_MS;
    const candidates = OFFSETS_HOURS.map((hours) => nextDay + hours * HOUR_MS);
    return (
      candidates.find((at) => pacificParts(at).hour === 0 && pacificParts(at).day === nextDay) ?? nextDay + 8 * HOUR_MS
    );
  },
} as const satisfies Readonly<Record<string, CalendarReset>>;
