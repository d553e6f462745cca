import { noteStated, type StatedWaits } from './stated-waits.js';

/** One time that a scope was closed and opened again. Times are epoch ms. */
export interface Wall {
  readonly closedAt: number;
  /** The last request that was refused, as it was sent; `closedAt` where nobody asked meanwhile. */
  readonly refusedAt: number;
  /** The first request that was answered, as it was sent. */
  readonly openedAt: number;
  /** How many requests were answered from then on, until it closed again. */
  readonly admitted: number;
  /** When the provider's calendar said that it would open. */
  readonly calendarAt: number | undefined;
  /** What the provider stated meanwhile, if anything. */
  readonly stated?: StatedWaits | undefined;
}

/** A scope that is closed just now. */
export interface OpenQuestion extends Omit<Wall, 'openedAt' | 'admitted'> {
  /** How many probes at learnt times were refused since it closed. */
  readonly missed: number;
}

/** What is remembered of one limit of one scope: plain data. */
export interface WindowHistory {
  /** The latest last. */
  readonly walls: readonly Wall[];
  readonly closed: OpenQuestion | undefined;
  /** How many requests were answered before it closed for the first time, as far as they fit into one window. */
  readonly firstRun: number | undefined;
  /** How many of the latest walls were foreseen by their count, without a refusal. */
  readonly foreseen: number;
  /** It did not turn with the same limit of another key. */
  readonly isApart?: true;
}

/** A limit that was never met. */
export const NO_HISTORY: WindowHistory = { walls: [], closed: undefined, firstRun: undefined, foreseen: 0 };

/** Older ones tell nothing that the newer ones don't. */
const MOST_WALLS = 12;

/** It closes after it was open. */
export function noteClosed(
  history: WindowHistory,
  closing: {
    readonly at: number;
    readonly calendarAt: number | undefined;
    readonly firstRun: number | undefined;
    /** The wait that the refusal states, in ms. */
    readonly statedMs?: number | undefined;
    /** `counted`: all that its window admits was used up, so that nobody had to be refused. */
    readonly by: 'refusal' | 'counted';
  },
): WindowHistory {
  const { at, calendarAt, by, statedMs } = closing;
  const firstRun = history.walls.length === 0 ? closing.firstRun : history.firstRun;
  const stated = noteStated(undefined, { statedMs, metStated: false });
  const foreseen = by === 'counted' ? history.foreseen + 1 : 0;
  return { ...history, firstRun, foreseen, closed: { closedAt: at, refusedAt: at, calendarAt, missed: 0, stated } };
}

/** A refusal of a scope that is closed. */
export interface NotedRefusal {
  /** When the request was sent, in epoch ms. */
  readonly at: number;
  readonly calendarAt: number | undefined;
  /** Whether it was sent at a learnt time. */
  readonly wasLearnt: boolean;
  /** The wait that it states, in ms. */
  readonly statedMs?: number | undefined;
  /** Whether it was sent when a stated wait was over. */
  readonly metStated?: boolean;
}

/** A probe, or a request that was under way, was refused. */
export function noteRefused(history: WindowHistory, refusal: NotedRefusal): WindowHistory {
  const { closed } = history;
  if (closed === undefined) return history;
  const { at, calendarAt, wasLearnt, statedMs, metStated = false } = refusal;
  return {
    ...history,
    closed: {
      ...closed,
      refusedAt: Math.max(closed.refusedAt, at),
      // The first word of a calendar is its forecast; the next one is for the window after.
      calendarAt: closed.calendarAt ?? calendarAt,
      missed: closed.missed + (wasLearnt ? 1 : 0),
      stated: noteStated(closed.stated, { statedMs, metStated }),
    },
  };
}

/** A probe was answered; `at` is when it was sent. */
export function noteOpened(history: WindowHistory, at: number): WindowHistory {
  const { closed, walls } = history;
  if (closed === undefined) return history;
  // A clock that stepped back: what was measured before it is worth nothing.
  if (at < closed.refusedAt) return { ...NO_HISTORY };
  const { closedAt, refusedAt, calendarAt, stated } = closed;
  const wall: Wall = { closedAt, refusedAt, openedAt: at, admitted: 0, calendarAt, stated };
  return { ...history, closed: undefined, walls: [...walls, wall].slice(-MOST_WALLS) };
}

/**
 * A request was answered. It belongs to the opening in which it was sent: an answer that took minutes may come when the
 * scope is closed, or open again, and what its window admitted would seem less than it is.
 */
export function noteAdmitted(history: WindowHistory, sentAt: number): WindowHistory {
  const { walls, closed, firstRun } = history;
  const place = walls.findLastIndex(({ openedAt }) => openedAt <= sentAt);
  const wall = walls[place];
  if (wall !== undefined) return { ...history, walls: walls.with(place, { ...wall, admitted: wall.admitted + 1 }) };
  // While it is closed nobody sends but the probe, and that opens it.
  const isOfFirstRun = firstRun !== undefined && sentAt <= (walls[0] ?? closed ?? NEVER_CLOSED).closedAt;
  return isOfFirstRun ? { ...history, firstRun: firstRun + 1 } : history;
}

const NEVER_CLOSED = { closedAt: Number.NEGATIVE_INFINITY };

/** How many requests each of its openings admitted, the latest last, without the one that lasts. */
export function completedRuns({ walls, closed, firstRun }: WindowHistory): readonly number[] {
  const runs = [
    ...(firstRun === undefined || firstRun === 0 ? [] : [firstRun]),
    ...walls.map(({ admitted }) => admitted),
  ];
  return closed === undefined && walls.length > 0 ? runs.slice(0, -1) : runs;
}

/**
 * What two programs know of one limit: the walls of the one that met the latest, and what either saw answered since.
 * @param of `base` is what the own program knew when it last saw what is stored: what it counted since comes on top.
 */
export function mergeHistories(of: {
  readonly stored: WindowHistory;
  readonly own: WindowHistory;
  readonly base: WindowHistory | undefined;
}): WindowHistory {
  const { stored, own, base } = of;
  const newer = latestEvent(own) > latestEvent(stored) ? own : stored;
  const last = newer.walls.at(-1);
  if (last === undefined) return newer;
  const admittedIn = (history: WindowHistory | undefined): number | undefined =>
    history?.walls.find(({ openedAt }) => openedAt === last.openedAt)?.admitted;
  const [kept, counted] = [admittedIn(stored), admittedIn(own)];
  if (kept === undefined || counted === undefined) return newer;
  const admitted = kept + Math.max(0, counted - (admittedIn(base) ?? 0));
  return admitted === last.admitted ? newer : { ...newer, walls: [...newer.walls.slice(0, -1), { ...last, admitted }] };
}

/** When it was refused or opened last, in epoch ms; 0 where it never was. */
export function latestEvent({ walls, closed }: WindowHistory): number {
  return Math.max(closed?.refusedAt ?? 0, walls.at(-1)?.openedAt ?? 0);
}
