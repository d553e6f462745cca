/**
 * Long waits in job queues: what to throw or return where a call ends with the reason `resume-later` (see `maxHold`).
 * For BullMQ there is `llm-resilience/bullmq`; these are the few lines for others. None of them is imported here: each
 * function takes what it needs of its queue.
 */
import { findLlmError } from 'llm-resilience/fetch';

/** Temporal: thrown from an activity, it is run again then. Leave `maximumAttempts` of its retry policy unset. */
export function temporalFailure(
  error: unknown,
  ApplicationFailure: { create(options: { message: string; nextRetryDelay: number; cause?: Error }): Error },
): unknown {
  const failure = findLlmError(error);
  if (failure?.resumeAt === undefined) return error;
  // A number is milliseconds: https://typescript.temporal.io/api/namespaces/common#duration
  return ApplicationFailure.create({
    message: failure.message,
    nextRetryDelay: delayMs(failure.resumeAt),
    cause: failure,
  });
}

/** Inngest: thrown from a step, the step is run again then. It counts as one of the function's `retries`. */
export function inngestError(
  error: unknown,
  RetryAfterError: new (message: string, retryAfter: Date, options?: { cause?: unknown }) => Error,
): unknown {
  const failure = findLlmError(error);
  if (failure?.resumeAt === undefined) return error;
  return new RetryAfterError(failure.message, new Date(failure.resumeAt), { cause: failure });
}

/**
 * Trigger.dev: returned from a task's `catchError`, the task is run again then. It counts as an attempt, other than
 * `await wait.until({ date: new Date(resumeAt) })` inside of the task.
 */
export function triggerRetry(error: unknown): { retryAt: Date } | undefined {
  const failure = findLlmError(error);
  return failure?.resumeAt === undefined ? undefined : { retryAt: new Date(failure.resumeAt) };
}

/** pg-boss: the job ends well and the same is sent again for then, with the options that it was sent with. */
export async function pgBossResend<Data extends object, Options extends object>(
  error: unknown,
  job: { readonly name: string; readonly data: Data; readonly options?: Options },
  boss: { send(name: string, data: Data, options: Options & { startAfter: Date }): Promise<unknown> },
): Promise<void> {
  const failure = findLlmError(error);
  if (failure?.resumeAt === undefined) throw error;
  const startAfter = new Date(failure.resumeAt);
  await boss.send(job.name, job.data, { ...(job.options as Options), startAfter });
}

function delayMs(resumeAt: number): number {
  return Math.max(1, resumeAt - Date.now());
}
