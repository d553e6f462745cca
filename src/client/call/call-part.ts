import type { Classification } from '../../core/classification.js';
import type { CallLog } from './call-log.js';
import type { Destination } from '../operations/operation.js';

/** What a call has in common with the others that make up one call for who asked: their voice, id and budgets. */
export interface CallPart {
  readonly callId: string;
  /** Goes on from part to part, so that `maxWait` holds for all that run one after the other. */
  readonly log: CallLog;
  /** Counts from 1 over all parts. */
  nextAttempt(): number;
  /** One part has left its model for another, and has told nobody. */
  onModelSwitch(to: Destination, classification: Classification): void;
}
