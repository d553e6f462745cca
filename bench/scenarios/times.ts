/** Monday, 2 March 2026, 10:00 UTC: no clock changes anywhere near. */
export const MONDAY_MS = Date.UTC(2026, 2, 2, 10);
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
