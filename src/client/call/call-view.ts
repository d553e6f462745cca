import type { AttemptRecord } from '../../core/attempt.js';
import type { ApiKey } from '../../core/keys.js';
import type { Destination } from '../operations/operation.js';

/** Where a call stands when it tells of itself. */
export interface CallView {
  readonly callId: string;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  readonly attempts: readonly AttemptRecord[];
  readonly destination: Destination;
  readonly key: ApiKey | undefined;
  /** Since its start, in ms. */
  readonly durationMs: number;
  /** For a free slot, in all. */
  readonly queuedMs: number;
  /** At limits and in backoffs, in all. */
  readonly waitedMs: number;
}
