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
  /** The answer, where it was one, but not what was asked for. */
  readonly invalidOutput?: InvalidOutput | undefined;
}
