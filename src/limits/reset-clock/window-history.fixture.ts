import { NO_HISTORY, noteAdmitted, noteClosed, noteOpened, noteRefused, type WindowHistory } from './window-history.js';

export const MINUTE_MS = 60_000;

/** A wall, in minutes. */
export interface WallInMinutes {
  readonly closed: number;
  readonly refused?: number;
  readonly opened?: number;
  readonly admitted?: number;
  /** When the provider's calendar says that it opens. */
  readonly calendar?: number;
  /** How many probes at learnt times are refused, all of them at `refused`. */
  readonly missed?: number;
  /** When the provider says that it opens: each time it is asked then, in vain, and states the next. */
  readonly stated?: readonly number[];
}

/** What a limit remembers after these walls; the last one may be open still. */
export function historyOf(...walls: readonly WallInMinutes[]): WindowHistory {
  return walls.reduce<WindowHistory>((history, wall) => {
    const { closed, refused, opened, admitted = 0, calendar, missed = 0, stated = [] } = wall;
    const calendarAt = calendar === undefined ? undefined : calendar * MINUTE_MS;
    const statedMs = stated[0] === undefined ? undefined : (stated[0] - closed) * MINUTE_MS;
    const closing = { at: closed * MINUTE_MS, calendarAt, statedMs, firstRun: undefined, by: 'refusal' } as const;
    let next = noteClosed(history, closing);
    for (const [index, end] of stated.entries()) {
      const following = stated[index + 1];
      next = noteRefused(next, {
        at: end * MINUTE_MS,
        calendarAt,
        wasLearnt: false,
        metStated: true,
        statedMs: following === undefined ? undefined : (following - end) * MINUTE_MS,
      });
    }
    if (refused !== undefined) {
      const at = refused * MINUTE_MS;
      next = noteRefused(next, { at, calendarAt, wasLearnt: false });
      for (let count = 0; count < missed; count += 1) next = noteRefused(next, { at, calendarAt, wasLearnt: true });
    }
    if (opened !== undefined) next = noteOpened(next, opened * MINUTE_MS);
    for (let count = 0; count < admitted; count += 1) next = noteAdmitted(next, (opened ?? 0) * MINUTE_MS);
    return next;
  }, NO_HISTORY);
}
