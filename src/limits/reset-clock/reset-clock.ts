import type { Classification, QuotaInfo } from '../../core/classification.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { ApiKey } from '../../core/keys.js';
import { learnTurns, likelyLengthMs, nextTurn, type WindowTurns } from './learn-turns.js';
import { covers, type Target } from '../target.js';
import {
  completedRuns,
  NO_HISTORY,
  noteAdmitted,
  noteClosed,
  noteOpened,
  noteRefused,
  type WindowHistory,
} from './window-history.js';

/** One limit: the scope of a gate, and the window that was met there. */
export interface LimitName {
  /** The gate's. */
  readonly id: string;
  readonly kind: ErrorKind;
  readonly window: QuotaInfo['window'];
}

/** The name of the limit that a refusal is of. */
export function limitName(id: string, { kind, quota }: Pick<Classification, 'kind' | 'quota'>): LimitName {
  return { id, kind, window: quota?.window };
}

/** Whether two names are those of one limit. */
export function isSameLimit(one: LimitName, other: LimitName): boolean {
  return keyOf(one) === keyOf(other);
}

/** A limit that was met. */
export interface KnownLimit extends LimitName {
  readonly scope: Classification['scope'];
  readonly target: Target;
}

/** What the clock says of a closed limit. */
export interface Advice {
  /** When to ask next, in epoch ms. */
  readonly probeAt: number;
  /** By when the window has turned, in epoch ms. */
  readonly resetsAt: number;
}

/** What is known of the quota of an open limit. */
export interface Allowance {
  /** How many requests its window admits. */
  readonly size: number;
  /** Whether it can be relied on without asking: the latest windows admitted the same. */
  readonly isSteady: boolean;
  /** When the window has turned, in epoch ms. */
  readonly turnsAt: number;
}

interface Entry {
  readonly limit: KnownLimit;
  /** The last proposal tried a shorter window out. */
  isTrial: boolean;
  /** Something was answered before it closed for the first time. */
  hasAnswered: boolean;
  history: WindowHistory;
}

interface FirstRun {
  readonly target: Target;
  readonly since: number;
  count: number;
}

/** Beyond these the oldest is forgotten. */
const MOST_LIMITS = 500;
const MOST_FIRST_RUNS = 500;

/** So many probes at learnt times may be refused in one closing; then the ladder goes on. */
const MOST_MISSED = 5;

/** How many probes a bracket is divided for: the last one is at its end. */
const PROBES_PER_WALL = 3;

/** A bracket this part of its window is narrow enough: one probe at its end. */
const STEPS_PER_WINDOW = 120;

/** A probe comes this part of a window late, since no server's clock is exact. */
const PADS_PER_WINDOW = 1_200;

/** A run that admitted less than this part of the one before was cut short. */
const LEAST_OF_A_RUN = 0.9;

/** What is answered within it before the first refusal belongs to one window, as far as nothing tells of its length. */
const SHORTEST_WINDOW_MS = 60_000;

/** After so many walls that were foreseen, one is met, to see whether the quota has grown. */
const MOST_FORESEEN = 3;

/**
 * What every refusal and recovery teaches: when a limit's window turns, and how much it admits. It proposes times from
 * the second closing of a limit on; a wrong one costs a probe, and the ladder goes on where it was.
 */
export class ResetClock {
  readonly #entries = new Map<string, Entry>();
  /** Requests that were answered where no limit is known yet. */
  readonly #firstRuns = new Map<ApiKey, Map<string, FirstRun>>();
  #firstRunCount = 0;

  /** A scope closes that was open. */
  closed(
    limit: KnownLimit,
    closing: {
      readonly at: number;
      readonly calendarAt: number | undefined;
      readonly by: 'refusal' | 'counted';
    },
  ): void {
    const entry = this.#entryOf(limit);
    const { count, isOneWindow } = this.#takeFirstRun(limit, closing.at);
    entry.hasAnswered ||= count > 0;
    const firstRun = isOneWindow && count > 0 ? count : undefined;
    entry.history = noteClosed(entry.history, { ...closing, firstRun });
  }

  /** A scope was refused that was closed; `at` is when that request was sent. */
  refused(
    limit: LimitName,
    refusal: { readonly at: number; readonly calendarAt: number | undefined; readonly wasLearnt: boolean },
  ): void {
    const entry = this.#entries.get(keyOf(limit));
    if (entry === undefined) return;
    const wasLearnt = refusal.wasLearnt && !entry.isTrial;
    entry.history = noteRefused(entry.history, { ...refusal, wasLearnt });
  }

  /** A scope was answered that was closed; `at` is when that request was sent. */
  opened(limit: LimitName, at: number): void {
    const entry = this.#entries.get(keyOf(limit));
    if (entry !== undefined) entry.history = noteOpened(entry.history, at);
  }

  /** A person opened it, or nobody knows how: nothing is learnt of this closing. */
  dismissed(limit: LimitName): void {
    const entry = this.#entries.get(keyOf(limit));
    if (entry !== undefined) entry.history = { ...entry.history, closed: undefined };
  }

  /** A request was answered. */
  admitted(target: Target, now: number): void {
    let isKnown = false;
    for (const entry of this.#entries.values()) {
      if (!covers(entry.limit.scope, entry.limit.target, target)) continue;
      isKnown = true;
      entry.history = noteAdmitted(entry.history);
    }
    if (!isKnown) this.#noteFirstRun(target, now);
  }

  /** When to ask a closed limit next, if anything was learnt of it. */
  advise(limit: LimitName, now: number): Advice | undefined {
    const entry = this.#entries.get(keyOf(limit));
    if (entry?.history.closed === undefined) return undefined;
    const { history } = entry;
    const { missed } = entry.history.closed;
    if (isShort(history)) return undefined;
    const byCalendar = confirmedCalendar(history, now);
    const window = missed >= MOST_MISSED ? undefined : learnTurns(history, limit);
    // A calendar that nobody ever asked before its time may be right by chance: shorter windows are tried out once.
    const isTried = window?.isTrial === true && nextTurn(window, now).to < (byCalendar ?? 0);
    entry.isTrial = window?.isTrial === true && (isTried || byCalendar === undefined);
    if (byCalendar !== undefined && !isTried) return { probeAt: byCalendar, resetsAt: byCalendar };
    if (window === undefined) return undefined;
    const { from, to } = nextTurn(window, now);
    const resetsAt = to + window.lengthMs / PADS_PER_WINDOW;
    const widthMs = to - from;
    if (window.isTrial || widthMs <= window.lengthMs / STEPS_PER_WINDOW) return { probeAt: resetsAt, resetsAt };
    // After a single wall the bracket is that of a ladder: halved, it leaves the later walls less to find.
    const probes = window.confirmations === 1 ? 2 : PROBES_PER_WALL;
    const parts = Math.max(1, probes - missed);
    return { probeAt: parts === 1 ? resetsAt : Math.ceil(from + widthMs / parts), resetsAt };
  }

  /** Whether a limit was seen to let requests through again after it had refused them. */
  hasTurned(limit: LimitName): boolean {
    return (this.#entries.get(keyOf(limit))?.history.walls.length ?? 0) > 0;
  }

  /** Whether anything was ever answered under a limit: one that admits nothing at all never turns. */
  hasAnswered(limit: LimitName): boolean {
    const entry = this.#entries.get(keyOf(limit));
    return entry !== undefined && (entry.hasAnswered || entry.history.walls.length > 0);
  }

  /** How much an open limit admits until its window turns, if that was learnt. */
  allowance(limit: LimitName, now: number): Allowance | undefined {
    const history = this.#entries.get(keyOf(limit))?.history;
    // What counts by the minute is paced, and needs no gate that counts.
    if (history === undefined || history.closed !== undefined || limit.kind === 'rate-limit') return undefined;
    const [size, before] = completedRuns(history).slice(-2).toReversed();
    const window = learnTurns(history, limit);
    if (size === undefined || window === undefined) return undefined;
    const isSteady = size === before && window.confirmations > 1 && history.foreseen < MOST_FORESEEN;
    return { size, isSteady, turnsAt: nextTurn(window, now).to };
  }

  /** What is known of a limit. */
  windowOf(limit: LimitName): WindowTurns | undefined {
    const history = this.#entries.get(keyOf(limit))?.history;
    return history === undefined ? undefined : learnTurns(history, limit);
  }

  /** All that was learnt, for a store. */
  entries(): readonly { readonly limit: KnownLimit; readonly history: WindowHistory }[] {
    return [...this.#entries.values()];
  }

  /**
   * Takes over what was learnt by another.
   * @returns how many requests more were answered in the window that lasts
   */
  restore(limit: KnownLimit, history: WindowHistory): number {
    const isNew = !this.#entries.has(keyOf(limit));
    const entry = this.#entryOf(limit);
    if (isNew) entry.hasAnswered = this.#hasFirstRun(limit);
    const before = entry.history.walls.at(-1);
    const after = history.walls.at(-1);
    entry.history = history;
    return before === undefined || before.openedAt !== after?.openedAt
      ? 0
      : Math.max(0, after.admitted - before.admitted);
  }

  /** How many requests were answered since an open limit opened last. */
  admittedNow(limit: LimitName): number {
    const history = this.#entries.get(keyOf(limit))?.history;
    return history?.closed === undefined ? (history?.walls.at(-1)?.admitted ?? 0) : 0;
  }

  #entryOf(limit: KnownLimit): Entry {
    const key = keyOf(limit);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { limit, isTrial: false, hasAnswered: false, history: NO_HISTORY };
    this.#entries.set(key, entry);
    forgetOldest(this.#entries, MOST_LIMITS);
    return entry;
  }

  #noteFirstRun(target: Target, now: number): void {
    let byModel = this.#firstRuns.get(target.key);
    if (byModel === undefined) {
      byModel = new Map();
      this.#firstRuns.set(target.key, byModel);
    }
    const name = `${target.provider}/${target.model}`;
    const run = byModel.get(name);
    if (run !== undefined) {
      run.count += 1;
      return;
    }
    if (this.#firstRunCount >= MOST_FIRST_RUNS) return;
    this.#firstRunCount += 1;
    byModel.set(name, { target, since: now, count: 1 });
  }

  #hasFirstRun({ scope, target }: KnownLimit): boolean {
    for (const byModel of this.#firstRuns.values()) {
      for (const run of byModel.values()) if (covers(scope, target, run.target)) return true;
    }
    return false;
  }

  /** How much was answered before the first refusal, and whether it was of one window. */
  #takeFirstRun(
    { scope, target, kind, window }: KnownLimit,
    now: number,
  ): { readonly count: number; readonly isOneWindow: boolean } {
    if (this.#firstRunCount === 0) return { count: 0, isOneWindow: true };
    const lengthMs = likelyLengthMs(kind, window) ?? SHORTEST_WINDOW_MS;
    let count = 0;
    let isOneWindow = true;
    for (const byModel of this.#firstRuns.values()) {
      for (const [name, run] of byModel) {
        if (!covers(scope, target, run.target)) continue;
        count += run.count;
        isOneWindow &&= run.since > now - lengthMs;
        byModel.delete(name);
        this.#firstRunCount -= 1;
      }
    }
    return { count, isOneWindow };
  }
}

function keyOf({ id, kind, window }: LimitName): string {
  return `${kind} ${window ?? ''} ${id}`;
}

/** It closed before it had admitted as much as the time before: more may trickle back soon, which the ladder finds out. */
function isShort(history: WindowHistory): boolean {
  const { closed } = history;
  if (closed === undefined || closed.refusedAt > closed.closedAt) return false;
  const [last = 0, before = 0] = completedRuns(history).slice(-2).toReversed();
  return last < before * LEAST_OF_A_RUN;
}

/** The calendar of the provider, where every opening came as it had said, and none before. */
function confirmedCalendar({ walls, closed }: WindowHistory, now: number): number | undefined {
  if (closed?.calendarAt === undefined || closed.calendarAt <= now) return undefined;
  const foretold = walls.flatMap(({ calendarAt, refusedAt, openedAt }) =>
    calendarAt === undefined ? [] : [refusedAt < calendarAt && openedAt >= calendarAt],
  );
  return foretold.length > 0 && foretold.every(Boolean) ? closed.calendarAt : undefined;
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
