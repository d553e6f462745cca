import type { Wall, WindowHistory } from './window-history.js';

/**
 * Whether a closed limit may well be open, now that another key's limit of the same name opened: most providers let them
 * turn together. Not so where that was found to be wrong once, or where it closed when the other's had turned already.
 * Pure.
 */
export function mayHaveTurned({ closed, isApart }: WindowHistory, sibling: Wall): boolean {
  if (closed === undefined || isApart === true) return false;
  const likelyTurn = (sibling.refusedAt + sibling.openedAt) / 2;
  return closed.closedAt < likelyTurn && closed.refusedAt < sibling.openedAt;
}
