import type { CalendarReset } from '../../core/error-rule.js';
import type { ApiKey } from '../../core/keys.js';
import { remember } from '../remember.js';
import { covers, type Target } from '../target.js';
import { advise, goesByCalendar, type Advice } from './advice.js';
import { allowanceOf, type Allowance } from './allowance.js';
import { FirstRuns } from './first-runs.js';
import { learnTurns, type WindowTurns } from './learn-turns.js';
import { limitKey, type KnownLimit, type LimitName } from './limit-name.js';
import { mayHaveTurned } from './siblings.js';
import {
  NO_HISTORY,
  noteAdmitted,
  noteClosed,
  noteOpened,
  noteRefused,
  type NotedRefusal,
  type WindowHistory,
} from './window-history.js';

interface Entry {
  readonly limit: KnownLimit;
  /** The last proposal tried a shorter window out. */
  isTrial: boolean;
  /** Something was answered before it closed for the first time. */
  hasAnswered: boolean;
  history: WindowHistory;
}

/** When the window of a limit turns by its provider's calendar, where it has one for that window. */
export type CalendarOf = (limit: KnownLimit) => CalendarReset | undefined;

/** Beyond these the oldest is forgotten. */
const MOST_LIMITS = 500;

/**
 * What every refusal and recovery teaches: when a limit's window turns, and how much it admits. It proposes times from
 * the second closing of a limit on; a wrong one costs a probe, and the ladder goes on where it was.
 */
export class ResetClock {
  readonly #entries = new Map<string, Entry>();
  /** Requests that were answered where no limit is known yet. */
  readonly #firstRuns = new FirstRuns();
  readonly #calendarOf: CalendarOf;

  /** @param calendarOf the calendars of the providers. @default there are none */
  constructor(calendarOf: CalendarOf = () => undefined) {
    this.#calendarOf = calendarOf;
  }

  /** A scope closes that was open. */
  closed(
    limit: KnownLimit,
    closing: {
      readonly at: number;
      /** What the refusal's own rule says of the calendar. */
      readonly calendarAt?: number | undefined;
      /** The wait that the refusal states, in ms. */
      readonly statedMs?: number | undefined;
      readonly by: 'refusal' | 'counted';
    },
  ): void {
    const entry = this.#entryOf(limit);
    const { count, isOneWindow } = this.#firstRuns.take(limit, closing.at);
    entry.hasAnswered ||= count > 0;
    const firstRun = isOneWindow ? count : undefined;
    // Where nobody was refused, nobody was told.
    const calendarAt = closing.by === 'counted' ? this.#calendarOf(limit)?.(closing.at) : closing.calendarAt;
    entry.history = noteClosed(entry.history, { ...closing, calendarAt, firstRun });
  }

  /** A scope was refused that was closed; `at` is when that request was sent. */
  refused(limit: LimitName, refusal: NotedRefusal): void {
    const entry = this.#entries.get(limitKey(limit));
    if (entry === undefined) return;
    const wasLearnt = refusal.wasLearnt && !entry.isTrial;
    entry.history = noteRefused(entry.history, { ...refusal, wasLearnt });
  }

  /** A scope was answered that was closed; `at` is when that request was sent. */
  opened(limit: LimitName, at: number): void {
    const entry = this.#entries.get(limitKey(limit));
    if (entry !== undefined) entry.history = noteOpened(entry.history, at);
  }

  /** Whether a closed limit may well be open, since another key's limit of the same name opened just now. */
  mayHaveTurnedWith(limit: LimitName, sibling: LimitName): boolean {
    const own = this.#entries.get(limitKey(limit))?.history;
    const opened = this.#entries.get(limitKey(sibling))?.history;
    const wall = opened?.closed === undefined ? opened?.walls.at(-1) : undefined;
    return own !== undefined && wall !== undefined && mayHaveTurned(own, wall);
  }

  /** It did not turn with its sibling. */
  turnsApart(limit: LimitName): void {
    const entry = this.#entries.get(limitKey(limit));
    if (entry !== undefined) entry.history = { ...entry.history, isApart: true };
  }

  /** A person opened it, or nobody knows how: nothing is learnt of this closing. */
  dismissed(limit: LimitName): void {
    const entry = this.#entries.get(limitKey(limit));
    if (entry !== undefined) entry.history = { ...entry.history, closed: undefined };
  }

  /** A request was answered; `sentAt` is in epoch ms. */
  admitted(target: Target, { now, sentAt }: { readonly now: number; readonly sentAt: number }): void {
    let isKnown = false;
    for (const entry of this.#entries.values()) {
      if (!covers(entry.limit.scope, entry.limit.target, target)) continue;
      isKnown = true;
      entry.history = noteAdmitted(entry.history, sentAt);
    }
    if (!isKnown) this.#firstRuns.note(target, now);
  }

  /** A key that is used no more takes no place. */
  forgetKey(key: ApiKey): void {
    this.#firstRuns.forgetKey(key);
  }

  /** When to ask a closed limit next, if anything was learnt of it; `statedAt` is when its refusal says, if it does. */
  advise(limit: LimitName, now: number, statedAt?: number): Advice | undefined {
    const entry = this.#entries.get(limitKey(limit));
    if (entry === undefined) return undefined;
    const advice = advise(entry.history, limit, { now, statedAt });
    entry.isTrial = advice?.isTrial === true;
    return advice;
  }

  /** Whether a limit was seen to let requests through again after it had refused them. */
  hasTurned(limit: LimitName): boolean {
    return (this.#entries.get(limitKey(limit))?.history.walls.length ?? 0) > 0;
  }

  /** Whether anything was ever answered under a limit: one that admits nothing at all never turns. */
  hasAnswered(limit: LimitName): boolean {
    const entry = this.#entries.get(limitKey(limit));
    return entry !== undefined && (entry.hasAnswered || entry.history.walls.length > 0);
  }

  /** How much an open limit admits until its window turns, if that was learnt. */
  allowance(limit: LimitName, now: number): Allowance | undefined {
    const entry = this.#entries.get(limitKey(limit));
    if (entry === undefined) return undefined;
    const allowance = allowanceOf(entry.history, limit, now);
    // It knows the days of 23 and of 25 hours.
    const turnsAt = goesByCalendar(entry.history) ? this.#calendarOf(entry.limit)?.(now) : undefined;
    return allowance === undefined || turnsAt === undefined ? allowance : { ...allowance, turnsAt };
  }

  /** What is known of a limit. */
  windowOf(limit: LimitName): WindowTurns | undefined {
    const history = this.#entries.get(limitKey(limit))?.history;
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
    const isNew = !this.#entries.has(limitKey(limit));
    const entry = this.#entryOf(limit);
    if (isNew) entry.hasAnswered = this.#firstRuns.has(limit);
    const before = entry.history.walls.at(-1);
    const after = history.walls.at(-1);
    entry.history = history;
    return before === undefined || before.openedAt !== after?.openedAt
      ? 0
      : Math.max(0, after.admitted - before.admitted);
  }

  /** How many requests were answered since an open limit opened last. */
  admittedNow(limit: LimitName): number {
    const history = this.#entries.get(limitKey(limit))?.history;
    return history?.closed === undefined ? (history?.walls.at(-1)?.admitted ?? 0) : 0;
  }

  #entryOf(limit: KnownLimit): Entry {
    const key = limitKey(limit);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { limit, isTrial: false, hasAnswered: false, history: NO_HISTORY };
    remember(this.#entries, { key, value: entry, most: MOST_LIMITS });
    return entry;
  }
}
