import { describe, expect, it } from 'vitest';
import { completedRuns, NO_HISTORY, noteAdmitted, noteClosed, noteOpened } from './window-history.js';

const closing = (at: number) => ({ at, calendarAt: undefined, firstRun: 3, by: 'refusal' }) as const;

describe('noteAdmitted', () => {
  it('counts an answer that comes when the scope is closed to the time in which it was asked for', () => {
    const opened = noteOpened(noteClosed(NO_HISTORY, closing(10)), 60);
    const closed = noteClosed(noteAdmitted(opened, 60), closing(70));
    expect(completedRuns(noteAdmitted(closed, 65))).toEqual([3, 2]);
  });

  it('counts an answer that comes when the scope is open again to the time before', () => {
    const opened = noteOpened(noteClosed(NO_HISTORY, closing(10)), 60);
    const again = noteOpened(noteClosed(noteAdmitted(opened, 60), closing(70)), 120);
    expect(completedRuns(noteAdmitted(noteAdmitted(again, 68), 120))).toEqual([3, 2]);
  });

  it('counts what was asked for before the first closing to the first time', () => {
    expect(completedRuns(noteAdmitted(noteClosed(NO_HISTORY, closing(10)), 8))).toEqual([4]);
  });
});
