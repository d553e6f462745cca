import type { ErrorKind } from '../../core/error-kinds.js';
import type { QuotaInfo } from '../../core/classification.js';
import { completedRuns, type OpenQuestion, type Wall, type WindowHistory } from './window-history.js';

/** A window as far as it is known: it turns somewhere in (from, to], and every `lengthMs` before and after. */
export interface WindowTurns {
  readonly lengthMs: number;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms. */
  readonly to: number;
  /** How many walls agree on it, from 1. */
  readonly confirmations: number;
  /** Whether its length is but tried, since it was never refuted. */
  readonly isTrial: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const NAMED_MS: Partial<Record<NonNullable<QuotaInfo['window']>, number>> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  session: 5 * HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
};

/** Lengths that providers use, the shorter first: whoever takes too short a one errs by a probe, not by hours. */
const HOURS_MS = [1, 2, 3, 4, 5, 6, 8, 12].map((hours) => hours * HOUR_MS);
const TRIALS_MS = [20, 30].map((minutes) => minutes * MINUTE_MS);
const MINUTES_MS = [1, 2, 5, 10, 15, 20, 30].map((minutes) => minutes * MINUTE_MS);

/** How long the window of a limit lasts as far as its name says; `undefined` where it says nothing. */
export function likelyLengthMs(kind: ErrorKind, window: QuotaInfo['window']): number | undefined {
  const named = window === undefined ? undefined : NAMED_MS[window];
  switch (kind) {
    case 'hourly-limit':
      return named ?? HOUR_MS;
    case 'daily-limit':
      return DAY_MS;
    case 'weekly-limit':
      return 7 * DAY_MS;
    default:
      return named;
  }
}

/** The lengths that a limit may have, in the order in which they are tried. */
function lengthsOf(kind: ErrorKind, likelyMs: number | undefined): readonly number[] {
  if (likelyMs !== undefined && likelyMs >= DAY_MS) return [likelyMs];
  if (kind !== 'hourly-limit' || likelyMs === undefined) {
    return [...(likelyMs === undefined ? [] : [likelyMs]), ...MINUTES_MS, ...HOURS_MS, DAY_MS];
  }
  // What is called an hour may be less, and a session may last from one hour on: one probe each tells.
  const shorter = likelyMs > HOUR_MS ? HOURS_MS.filter((lengthMs) => lengthMs < likelyMs) : TRIALS_MS;
  return [...shorter, likelyMs, ...HOURS_MS, ...MINUTES_MS.toReversed()];
}

/** Fewer say more of a trickle than of a window. */
const FEWEST_ADMITTED = 3;

/**
 * The window that a scope's refusals and recoveries tell of; `undefined` while they tell of none: after the first
 * closing, and where so few requests were admitted that it trickles rather than turns. Pure.
 */
export function learnTurns(
  history: WindowHistory,
  limit: { readonly kind: ErrorKind; readonly window: QuotaInfo['window'] },
): WindowTurns | undefined {
  const newest = history.walls.at(-1);
  if (newest === undefined || !hasTurned(history)) return undefined;
  const likelyMs = likelyLengthMs(limit.kind, limit.window);
  for (const lengthMs of lengthsOf(limit.kind, likelyMs)) {
    if (isTooShort(lengthMs, history)) continue;
    const agreed = agree(lengthMs, history.walls);
    if (agreed === undefined) continue;
    if (lengthMs === likelyMs) return narrow(agreed, newest, history);
    // A length that nobody named must have shown itself twice, unless it is hours that were named, and another number.
    const isOnceMet = agreed.confirmations === 1;
    if (isOnceMet && !(limit.kind === 'hourly-limit' && lengthMs >= Math.min(...TRIALS_MS))) continue;
    const isTrial = isOnceMet && likelyMs !== undefined && lengthMs < likelyMs;
    if (isTrial && wasTried(lengthMs, history)) continue;
    const window = narrowStrictly(agreed, history);
    if (window !== undefined) return { ...window, isTrial };
  }
  return undefined;
}

/** Whether it was refused once when a window of this length had to be over. */
function wasTried(lengthMs: number, { walls, closed }: WindowHistory): boolean {
  const refusals = [...walls.slice(1), ...(closed === undefined ? [] : [closed])];
  return refusals.some(({ closedAt, refusedAt }, index) => {
    const opened = walls[index]?.openedAt ?? refusedAt;
    return refusedAt > closedAt && refusedAt - opened >= lengthMs;
  });
}

/** Whether the last opening gave back a whole quota, and not the part of it that had trickled back. */
function hasTurned(history: WindowHistory): boolean {
  const [last = 0, before = 0] = completedRuns(history).slice(-2).toReversed();
  return last >= FEWEST_ADMITTED && last * 2 >= before;
}

/** Whether it was refused for longer than a whole window of this length. */
function isTooShort(lengthMs: number, { walls, closed }: WindowHistory): boolean {
  const longestMs = Math.max(...walls.map(refusedMs), closed === undefined ? 0 : refusedMs(closed));
  return longestMs >= lengthMs;
}

function refusedMs({ closedAt, refusedAt }: Pick<OpenQuestion, 'closedAt' | 'refusedAt'>): number {
  return refusedAt - closedAt;
}

/** Leaves out the times at which it was refused. `undefined`: it turned at none of the times that were left. */
function narrow(agreed: WindowTurns, newest: Wall, { walls, closed }: WindowHistory): WindowTurns | undefined {
  const narrowed = walls.reduce((window, wall) => without(window, wall) ?? window, agreed);
  if (closed === undefined) return narrowed;
  // A window that begins with its first request turns later each time: the last opening alone tells of the next turn.
  const alone = agree(agreed.lengthMs, [newest]);
  return without(narrowed, closed) ?? (alone === undefined ? undefined : without(alone, closed));
}

/** What the latest walls agree on: each of them ended within a time in which the window must have turned. */
function agree(lengthMs: number, walls: readonly Wall[]): WindowTurns | undefined {
  let window: WindowTurns | undefined;
  for (const { refusedAt, openedAt } of walls.toReversed()) {
    if (window === undefined) {
      window = {
        lengthMs,
        from: Math.max(refusedAt, openedAt - lengthMs),
        to: openedAt,
        confirmations: 1,
        isTrial: false,
      };
      continue;
    }
    // So long a time has a turn in it whenever the window turns.
    if (openedAt - refusedAt >= lengthMs) continue;
    const both: WindowTurns | undefined = overlap(window, { from: refusedAt, to: openedAt });
    if (both === undefined) break;
    window = both;
  }
  return window;
}

/** The same where any doubt refutes the length. */
function narrowStrictly(agreed: WindowTurns, { walls, closed }: WindowHistory): WindowTurns | undefined {
  const refusals = closed === undefined ? walls : [...walls, closed];
  return refusals.reduce<WindowTurns | undefined>(
    (window, refused) => (window === undefined ? undefined : without(window, refused)),
    agreed,
  );
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function overlap(window: WindowTurns, older: Span): WindowTurns | undefined {
  const { lengthMs } = window;
  const turns = Math.round((window.from + window.to - older.from - older.to) / 2 / lengthMs);
  for (const count of [turns, turns - 1, turns + 1]) {
    const from = Math.max(window.from, older.from + count * lengthMs);
    const to = Math.min(window.to, older.to + count * lengthMs);
    if (from < to) return { ...window, from, to, confirmations: window.confirmations + 1 };
  }
  return undefined;
}

/** While it refused it did not turn. `undefined`: nothing is left. */
function without(window: WindowTurns, refused: Pick<OpenQuestion, 'closedAt' | 'refusedAt'>): WindowTurns | undefined {
  const { lengthMs } = window;
  let { from, to } = window;
  const first = Math.floor((from - refused.refusedAt) / lengthMs);
  for (const count of [first, first + 1, first + 2]) {
    const start = refused.closedAt + count * lengthMs;
    const end = refused.refusedAt + count * lengthMs;
    if (end <= from || start >= to) continue;
    if (start <= from) from = Math.min(end, to);
    else if (end >= to) to = start;
  }
  return from < to ? { ...window, from, to } : undefined;
}

/** When the window turns next, after `now`. */
export function nextTurn({ from, to, lengthMs }: WindowTurns, now: number): Span {
  const turns = Math.floor((now - to) / lengthMs) + 1;
  return { from: Math.max(now, from + turns * lengthMs), to: to + turns * lengthMs };
}
