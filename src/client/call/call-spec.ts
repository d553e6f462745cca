import type { CallOptions, OnStreamFailure } from '../../core/request.js';
import type { TimeoutOptions } from '../../core/timeouts.js';
import type { Prompt } from '../../limits/known-lengths.js';
import type { CallPart } from './call-part.js';
import type { Engine } from '../engine.js';
import type { Destination, Operation } from '../operations/operation.js';

/** What one call is made of. */
export interface CallSpec<Answer, Result> {
  readonly engine: Engine;
  readonly operation: Operation<Answer, Result>;
  /** Its model first, then its fallbacks. */
  readonly destinations: readonly [Destination, ...Destination[]];
  /** What is asked, where its length is known to matter. */
  readonly prompt?: Prompt;
  readonly options: CallOptions & {
    readonly timeouts?: TimeoutOptions;
    readonly onStreamFailure?: OnStreamFailure;
  };
  /** Set where this is one of several requests that a caller sees as one call. */
  readonly part?: CallPart;
}
