import type { ErrorKind } from '../../core/error-kinds.js';
import type { Outlook } from './outlook.js';

/** Whoever meets a full account more often than this has others to reckon with, whose ends nobody here sees. */
const MOST_CROWDINGS = 3;

/** Whether a call that was refused for those under way may queue for the end of one, and no clock has to be waited for. */
export function mayQueueAgain(refused: {
  readonly kind: ErrorKind;
  readonly outlook: Outlook;
  /** How often it has queued so before. */
  readonly times: number;
}): boolean {
  const { kind, outlook, times } = refused;
  if (times >= MOST_CROWDINGS || outlook.policyOf(kind).type === 'stop') return false;
  return outlook.soonerDestination(Number.POSITIVE_INFINITY) === undefined;
}
