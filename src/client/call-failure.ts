import type { Classification } from '../core/classification.js';
import type { InvalidOutput } from '../core/output.js';
import type { ApiKey } from '../core/keys.js';
import type { Target } from '../limits/target.js';

/** The failure that a call would end with. */
export interface CallFailure {
  readonly classification: Classification;
  /** Without a key where none was chosen yet. */
  readonly target: Omit<Target, 'key'> & { readonly key: ApiKey | undefined };
  /** What was thrown. */
  readonly cause: unknown;
  /** When the call may be made again, in epoch ms, where it ends only to be made later. */
  readonly resumeAt?: number | undefined;
  /** The answer, where it was one, but not what was asked for. */
  readonly invalidOutput?: InvalidOutput | undefined;
}
