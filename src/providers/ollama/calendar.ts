import type { CalendarReset } from '../../core/error-rule.js';

const SESSION_MS = 18_000_000;
const WEEK_MS = 7 * 86_400_000;
/** 1970-01-05 00:00 UTC, the first Monday of the epoch. */
const FIRST_MONDAY = 4 * 86_400_000;

/**
 * When Ollama's windows turn. They are fixed, the same for every account: undocumented, so hints and no promises.
 * Source: https://github.com/ollama/ollama/issues/12532
 */
export const ollamaCalendars = {
  /** The next moment whose epoch seconds are a multiple of 18000. */
  session: (now) => (Math.floor(now / SESSION_MS) + 1) * SESSION_MS,
  /** The next Monday, 00:00 UTC. */
  week: (now) => FIRST_MONDAY + (Math.floor((now - FIRST_MONDAY) / WEEK_MS) + 1) * WEEK_MS,
} as const satisfies Readonly<Record<string, CalendarReset>>;
