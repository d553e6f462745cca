import { AttemptFailure } from '../../core/attempt-failure.js';
import type { FailureCode } from '../../core/failure-codes.js';
import type { InvalidOutput } from '../../core/output.js';

/** An answer that came, and is not what was asked for. Its message tells nothing of what the model said. */
export class OutputFailure extends AttemptFailure {
  declare readonly invalidOutput: InvalidOutput;

  constructor(
    code: FailureCode,
    of: { readonly message: string; readonly invalidOutput: InvalidOutput; readonly cause?: unknown },
  ) {
    const { message, invalidOutput, cause = new Error(message) } = of;
    super({ name: 'AnswerFault', message, code, status: 200 }, cause);
    Object.defineProperty(this, 'invalidOutput', { value: invalidOutput });
  }
}

/** The answer in a failure that is about one. */
export function invalidOutputOf(error: unknown): InvalidOutput | undefined {
  return error instanceof OutputFailure ? error.invalidOutput : undefined;
}
