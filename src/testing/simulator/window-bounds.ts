import { Temporal } from 'temporal-polyfill';
import { WINDOW_MS, type QuotaWindow } from './quota.js';

/** A window in which a moment lies, in epoch ms. @internal */
export interface WindowBounds {
  readonly startMs: number;
  readonly endMs: number;
}

/** What decides where windows turn. @internal */
export interface WindowRule {
  readonly window: QuotaWindow | number;
  /** When it turns, in ms after the epoch, instead of the window's own time. */
  readonly phaseMs: number | undefined;
  /** Where the day turns at midnight: https://ai.google.dev/gemini-api/docs/rate-limits */
  readonly dayZone: string;
}

/** The epoch's day was a Thursday; weeks turn on Mondays, so four days later. */
const MONDAY_PHASE_MS = 4 * WINDOW_MS.day;

/** The fixed window in which a moment lies. @internal */
export function windowBounds(rule: WindowRule, nowMs: number): WindowBounds {
  const { window, phaseMs, dayZone } = rule;
  if (typeof window === 'number') return gridWindow(window, phaseMs ?? 0, nowMs);
  if (window === 'month') return month(phaseMs ?? 0, nowMs);
  if (phaseMs !== undefined) return gridWindow(WINDOW_MS[window], phaseMs, nowMs);
  if (window === 'day' && dayZone !== 'UTC') return day(dayZone, nowMs);
  return gridWindow(WINDOW_MS[window], window === 'week' ? MONDAY_PHASE_MS : 0, nowMs);
}

function gridWindow(lengthMs: number, phaseMs: number, nowMs: number): WindowBounds {
  const startMs = Math.floor((nowMs - phaseMs) / lengthMs) * lengthMs + phaseMs;
  return { startMs, endMs: startMs + lengthMs };
}

function day(zone: string, nowMs: number): WindowBounds {
  // A day of 23 or 25 hours where the clocks change.
  const start = Temporal.Instant.fromEpochMilliseconds(Math.floor(nowMs)).toZonedDateTimeISO(zone).startOfDay();
  return { startMs: start.epochMilliseconds, endMs: start.add({ days: 1 }).epochMilliseconds };
}

function month(phaseMs: number, nowMs: number): WindowBounds {
  const date = new Date(nowMs - phaseMs);
  const startMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const endMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  return { startMs: startMs + phaseMs, endMs: endMs + phaseMs };
}
