import { AttemptFailure, type ResponseLike } from '../../core/attempt-failure.js';
import { answerFault } from './answer-fault.js';
import { isBrokenJson } from './json-text.js';

/** What was seen of an answer by the time an SDK threw. */
export interface SeenAnswer {
  /** It was none by its status or type. */
  readonly isRefused: boolean;
  /** The connection failed. */
  readonly transportError: { readonly error: unknown } | undefined;
  /** Its headers have come. */
  readonly hasAnswer: boolean;
  /** All of it, where it is no stream. */
  readonly body: string | undefined;
  errorInStream(): string | undefined;
  /** @param body in place of its own */
  response(body?: string): ResponseLike;
}

/** The failure that an SDK made something of: whatever says most of what went wrong, with what it threw as the cause. */
export function failureBehind(thrown: unknown, seen: SeenAnswer): AttemptFailure {
  if (thrown instanceof AttemptFailure) return thrown;
  if (seen.isRefused) return new AttemptFailure(seen.response(), thrown);
  if (seen.transportError !== undefined) return new AttemptFailure(seen.transportError.error, thrown);
  if (!seen.hasAnswer) return new AttemptFailure(thrown);
  if (seen.body !== undefined && isBrokenJson(seen.body)) {
    // The words in it are the model's, and none of them says what went wrong.
    const broken = `The answer broke off: ${seen.body.length} characters came, and they are no whole JSON text.`;
    return answerFault('UNREADABLE_ANSWER', broken, thrown);
  }
  const body = seen.body ?? seen.errorInStream();
  if (body !== undefined && body.trim() !== '') return new AttemptFailure(seen.response(body), thrown);
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return answerFault('UNREADABLE_ANSWER', `The answer can't be read: ${what}`, thrown);
}
