import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Classification } from '../../core/classification.js';
import type { StopReason } from '../../core/error.js';
import type { ApiKey } from '../../core/keys.js';
import type { InvalidOutput } from '../../core/output.js';
import type { Target } from '../../limits/target.js';
import type { AnswerFacts, Destination } from '../operations/operation.js';

/** The failure that a call would end with. */
export interface CallFailure {
  readonly classification: Classification;
  /** Without a key where none was chosen yet. */
  readonly target: Omit<Target, 'key'> & { readonly key: ApiKey | undefined };
  /** What was thrown. */
  readonly cause: unknown;
  /** When the call may be made again, in epoch ms, where it ends only to be made later. */
  readonly resumeAt?: number | undefined;
  /** When it would have asked next, in epoch ms, where that is too long a wait. */
  readonly nextTryAt?: number | undefined;
  /** The answer, where it was one, but not what was asked for. */
  readonly invalidOutput?: InvalidOutput | undefined;
}

/** What the events tell of an answer that was paid for and is none. */
export function factsOfFailure(error: unknown): AnswerFacts | undefined {
  const usage = error instanceof AttemptFailure ? error.usage : undefined;
  return usage === undefined ? undefined : { usage, finishReason: undefined };
}

/** A call whose last key just went out of the ring ends for want of a key. */
export function stopReasonAt({ handle }: Destination, reason: StopReason): StopReason {
  const { ring } = handle;
  return reason === 'stop' && ring.keys.length > 1 && ring.usable().length === 0 ? 'no-key' : reason;
}
