import type { AttemptRecord } from './attempt.js';
import type { Classification } from './classification.js';
import type { ErrorKind } from './error-kinds.js';
import type { InvalidOutput } from './output.js';

/** Why a call ended. `budget`: a budget of the user's own ledger is used up, and nothing more was sent. */
export type StopReason =
  'stop' | 'stages-used' | 'attempts-used' | 'max-wait' | 'resume-later' | 'no-key' | 'closed-gate' | 'budget';

// Shared by all copies and realms, so that isLlmError holds where two copies of the library are installed.
const BRAND = Symbol.for('llm-resilience.LlmError');

/** All that an {@link LlmError} is made of. @internal */
export interface LlmErrorInit {
  readonly message: string;
  readonly reason: StopReason;
  readonly classification: Classification;
  readonly provider: string;
  readonly model: string;
  readonly keyId: string | undefined;
  readonly attempts: readonly AttemptRecord[];
  /** Epoch ms; with the reason `resume-later`. */
  readonly resumeAt?: number | undefined;
  /** Already redacted. */
  readonly cause: unknown;
  readonly invalidOutput?: InvalidOutput | undefined;
}

/**
 * The one error that calls reject with, aborts (`signal.reason`) and wrong options (`TypeError`) excepted.
 * Test it with {@link isLlmError}, which also knows those of another copy of this library.
 */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  /** What went wrong; the same as `classification.kind`. */
  readonly kind: ErrorKind;
  /** Why the call ended there. */
  readonly reason: StopReason;
  readonly classification: Classification;
  /** The prefix of the provider that failed last. */
  readonly provider: string;
  /** The model that failed last, without its prefix. */
  readonly model: string;
  /** The label of the key that failed last. */
  readonly keyId: string | undefined;
  /** Every request that was sent for the call; `[]` if none was. */
  readonly attempts: readonly AttemptRecord[];
  /** When it is over, in epoch ms, as far as known. */
  readonly resetsAt: number | undefined;
  /** With the reason `resume-later`: when the same call may be made again, in epoch ms, since it would wait until then. */
  readonly resumeAt: number | undefined;
  /** The wait that the provider stated, in ms. */
  readonly retryAfterMs: number | undefined;
  /** What a person can do. */
  readonly advice: string;
  /**
   * The last answer that was not what `output` asked for, and what is wrong with it. Not enumerable and not in
   * `toJSON()`, so that nobody logs it by accident: it is the model's own words.
   */
  declare readonly invalidOutput: InvalidOutput | undefined;

  constructor(init: LlmErrorInit) {
    super(init.message, { cause: init.cause });
    Object.defineProperty(this, BRAND, { value: true });
    Object.defineProperty(this, 'invalidOutput', { value: init.invalidOutput });
    this.kind = init.classification.kind;
    this.reason = init.reason;
    this.classification = init.classification;
    this.provider = init.provider;
    this.model = init.model;
    this.keyId = init.keyId;
    this.attempts = init.attempts;
    this.resetsAt = init.classification.resetsAt;
    this.resumeAt = init.resumeAt;
    this.retryAfterMs = init.classification.retryAfterMs;
    this.advice = init.classification.advice;
  }

  /** Plain data that is safe to log: no key, no prompt, no answer, no cause. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      message: this.message,
      kind: this.kind,
      reason: this.reason,
      provider: this.provider,
      model: this.model,
      keyId: this.keyId,
      resetsAt: this.resetsAt,
      resumeAt: this.resumeAt,
      retryAfterMs: this.retryAfterMs,
      advice: this.advice,
      classification: this.classification,
      attempts: this.attempts,
    };
  }
}

/** Whether a value is an {@link LlmError}, of this or of another copy of the library. */
export function isLlmError(value: unknown): value is LlmError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}
