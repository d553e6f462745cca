import type { SavedState } from './saved-state.js';

/** A gate that should have opened so long ago tells nothing any more. */
const STALE_AFTER_MS = 3_600_000;

/** What was kept, without what is of yesterday. Pure. */
export function freshState({ board, pace }: SavedState, now: number): SavedState {
  return {
    board: {
      ...board,
      // After a long wait it may have been met again, so that it is believed for as long as it was closed.
      gates: board.gates.filter(({ until, closedAt }) => until > now - Math.max(STALE_AFTER_MS, until - closedAt)),
      hints: board.hints.filter(({ until }) => until > now),
    },
    pace,
  };
}
