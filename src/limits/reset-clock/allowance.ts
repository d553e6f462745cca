import { learnTurns, likelyLengthMs, nextTurn } from './learn-turns.js';
import type { LimitName } from './limit-name.js';
import { completedRuns, type WindowHistory } from './window-history.js';

/** What is known of the quota of an open limit. */
export interface Allowance {
  /** How many requests its window admits. */
  readonly size: number;
  /** Whether it can be relied on without asking: the latest windows admitted the same. */
  readonly isSteady: boolean;
  /** When the window has turned, in epoch ms. */
  readonly turnsAt: number;
}

/**
 * So many windows in a row admitted the same before it is relied on. Two may do so by chance where others use the same
 * key, and whoever stops one request too early waits for a whole window with it.
 */
const EQUAL_RUNS = 3;

/** After so many walls that were foreseen, one is met, to see whether the quota has grown. */
const MOST_FORESEEN = 3;

/** An opening that came this part of a window after the one before gave back all of it. */
const WHOLE = 0.9;

/** How much an open limit admits until its window turns, if its history tells that. Pure. */
export function allowanceOf(history: WindowHistory, limit: LimitName, now: number): Allowance | undefined {
  // What counts by the minute is paced, and needs no gate that counts.
  if (history.closed !== undefined || limit.kind === 'rate-limit') return undefined;
  const [size, ...before] = completedRuns(history).slice(-EQUAL_RUNS).toReversed();
  const window = learnTurns(history, limit);
  if (size === undefined || window === undefined) return undefined;
  const isSame = before.length === EQUAL_RUNS - 1 && before.every((run) => run === size);
  const isMet = isSame && window.confirmations > 1 && history.foreseen < MOST_FORESEEN;
  const isNamed = window.lengthMs === likelyLengthMs(limit.kind, limit.window);
  const isSteady = isMet && (isNamed || isOfWholeWindow(history, window.lengthMs));
  return { size, isSteady, turnsAt: nextTurn(window, now).to };
}

/** Whether its last full run was of a whole window: what trickles gives back as much each time that it waits as long. */
function isOfWholeWindow({ walls }: WindowHistory, lengthMs: number): boolean {
  const [opened, before] = walls.slice(-3, -1).toReversed();
  return opened !== undefined && before !== undefined && opened.openedAt - before.openedAt >= lengthMs * WHOLE;
}
