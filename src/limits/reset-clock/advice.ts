import { learnTurns, nextTurn, type WindowTurns } from './learn-turns.js';
import type { LimitName } from './limit-name.js';
import { areTooShort } from './stated-waits.js';
import { completedRuns, type WindowHistory } from './window-history.js';

/** When to ask a closed limit next. */
export interface Advice {
  /** When to ask next, in epoch ms. */
  readonly probeAt: number;
  /** By when the window has turned, in epoch ms. */
  readonly resetsAt: number;
  /** Whether a shorter window is but tried out: a refusal then tells nothing against what was learnt. */
  readonly isTrial: boolean;
}

/** So many probes at learnt times may be refused in one closing; then the ladder goes on. */
const MOST_MISSED = 5;

/** How many probes a bracket is divided for: the last one is at its end. */
const PROBES_PER_WALL = 3;

/** One probe more for so many requests that a window admits. */
const PROBED_FOR = 25;

/** A bracket this part of its window is narrow enough: one probe at its end. */
const STEPS_PER_WINDOW = 120;

/** A probe comes this part of a window late, since no server's clock is exact. */
const PADS_PER_WINDOW = 1_200;

/** A run that admitted less than this part of the one before was cut short. */
const LEAST_OF_A_RUN = 0.9;

/**
 * When to ask a closed limit next, if its history tells anything of it; else the ladder goes on. A time that is stated
 * is better, unless such times are known to be too short: then it is but the soonest. Pure.
 */
export function advise(
  history: WindowHistory,
  limit: LimitName,
  moment: { readonly now: number; readonly statedAt?: number | undefined },
): Advice | undefined {
  const { now, statedAt } = moment;
  if (statedAt === undefined) return adviseUnstated(history, limit, now);
  if (history.closed === undefined || !areTooShort(history)) return undefined;
  // What is stated is rounded up to whole seconds.
  const refusedAt = Math.max(history.closed.refusedAt, statedAt - SECOND_MS);
  return adviseUnstated({ ...history, closed: { ...history.closed, refusedAt } }, limit, Math.max(now, statedAt));
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

function adviseUnstated(history: WindowHistory, limit: LimitName, now: number): Advice | undefined {
  if (history.closed === undefined || isShort(history)) return undefined;
  const { missed } = history.closed;
  const byCalendar = confirmedCalendar(history, now);
  const window = missed >= MOST_MISSED ? undefined : learnTurns(history, limit);
  // A calendar that nobody ever asked before its time may be right by chance: shorter windows are tried out once.
  const isTried = window?.isTrial === true && nextTurn(window, now).to < (byCalendar ?? 0);
  if (byCalendar !== undefined && !isTried) return { probeAt: byCalendar, resetsAt: byCalendar, isTrial: false };
  if (window === undefined) return undefined;
  const { from, to } = nextTurn(window, now);
  const resetsAt = to + window.lengthMs / PADS_PER_WINDOW;
  const widthMs = to - from;
  if (window.isTrial) return { probeAt: resetsAt, resetsAt, isTrial: true };
  if (widthMs <= window.lengthMs / STEPS_PER_WINDOW || isOnTheHour(window))
    return { probeAt: resetsAt, resetsAt, isTrial: false };
  // After a single wall the bracket is that of a ladder: the more the window admits, the less a probe costs beside it.
  const afterOne = Math.min(MOST_MISSED, Math.max(2, Math.floor((completedRuns(history).at(-1) ?? 0) / PROBED_FOR)));
  const probes = window.confirmations === 1 ? afterOne : PROBES_PER_WALL;
  const parts = Math.max(1, probes - missed);
  const probeAt = parts === 1 ? resetsAt : Math.ceil(from + widthMs / parts);
  return { probeAt, resetsAt, isTrial: false };
}

/** Days turn on a full hour: one that was found open right after it has turned there, as far as can be told. */
function isOnTheHour({ to, lengthMs }: WindowTurns): boolean {
  return lengthMs >= 24 * HOUR_MS && to % HOUR_MS <= MINUTE_MS;
}

/** It closed before it had admitted as much as the time before: more may trickle back soon, which the ladder finds out. */
function isShort(history: WindowHistory): boolean {
  const { closed } = history;
  if (closed === undefined || closed.refusedAt > closed.closedAt) return false;
  const [last = 0, before = 0] = completedRuns(history).slice(-2).toReversed();
  return last < before * LEAST_OF_A_RUN;
}

/** The calendar of the provider, where every opening came as it had said, and none before. */
function confirmedCalendar(history: WindowHistory, now: number): number | undefined {
  const { calendarAt } = history.closed ?? {};
  return calendarAt !== undefined && calendarAt > now && goesByCalendar(history) ? calendarAt : undefined;
}

/** Whether every opening that the provider's calendar foretold came as it had said, and none before. */
export function goesByCalendar({ walls }: Pick<WindowHistory, 'walls'>): boolean {
  const foretold = walls.flatMap(({ calendarAt, refusedAt, openedAt }) =>
    calendarAt === undefined ? [] : [refusedAt < calendarAt && openedAt >= calendarAt],
  );
  return foretold.length > 0 && foretold.every(Boolean);
}
