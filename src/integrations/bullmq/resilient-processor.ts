import { systemClock } from '../../core/clock.js';
import { findLlmError } from '../../core/find-llm-error.js';
import type { LlmError } from '../../core/error.js';
import { shownDate } from '../../core/shown-date.js';

// The structural minimum of BullMQ 5 and 6, which is not imported: its workers know their errors by name and message.
// https://docs.bullmq.io/patterns/process-step-jobs#delaying , https://docs.bullmq.io/guide/rate-limiting#manual-rate-limit

/** A job, as far as it is moved. */
export interface MovableJob {
  readonly id?: string | undefined;
  moveToDelayed(timestamp: number, token?: string): Promise<unknown>;
}

/** A worker, or a queue, that can rest. */
export interface RestingQueue {
  rateLimit(expireTimeMs: number): Promise<unknown>;
  /** Those of a worker say whether it obeys a resting queue. */
  readonly opts?: object;
}

/** Options of {@link resilientProcessor}. */
export interface ResilientProcessorOptions {
  /**
   * The worker that this processor is given to. With it the whole queue rests where a limit is that of the account, since
   * no job could be done; without it each job is moved by itself. A worker sees that its queue rests only where it has a
   * `limiter`, such as `{ max: 1_000_000, duration: 1_000 }`, which it never comes up against; one without is warned of
   * once, and its jobs are moved one by one. https://docs.bullmq.io/guide/rate-limiting#manual-rate-limit
   * @default none
   */
  readonly worker?: () => RestingQueue;
}

/** A job was moved to a later time: BullMQ goes by the name, and counts no attempt. */
class JobMoved extends Error {
  override readonly name = 'DelayedError';
}

/** The queue rests: BullMQ goes by the message, puts the job back, and counts no attempt. */
class QueueRests extends Error {
  override readonly name = 'RateLimitError';

  constructor(cause: LlmError) {
    super('bullmq:rateLimitExceeded', { cause });
  }
}

/**
 * Wraps the processor of a BullMQ worker (5 or 6): where a call ends with the reason `resume-later` (see `maxHold`), the
 * job is moved to that time, or the queue rests until then, and no attempt is used up. Everything else is passed on.
 * @example
 * const client = createClient({ providers: [ollama()], maxHold: '2m' });
 * const worker: Worker = new Worker(
 *   'chapters',
 *   resilientProcessor((job) => translate(client, job.data), { worker: () => worker }),
 *   { connection, limiter: { max: 1_000_000, duration: 1_000 } },
 * );
 */
export function resilientProcessor<Job extends MovableJob, Result>(
  processJob: (job: Job, token?: string, signal?: AbortSignal) => Promise<Result>,
  { worker }: ResilientProcessorOptions = {},
): (job: Job, token?: string, signal?: AbortSignal) => Promise<Result> {
  let isWarned = false;
  const restingQueue = (): RestingQueue | undefined => {
    const queue = worker?.();
    if (queue === undefined || obeysRest(queue)) return queue;
    if (!isWarned) process.emitWarning(NO_LIMITER, { type: 'LlmResilienceWarning', code: 'bullmq-limiter' });
    isWarned = true;
    return undefined;
  };
  return async (job, token, signal) => {
    try {
      return await processJob(job, token, signal);
    } catch (error) {
      const failure = findLlmError(error);
      if (failure?.resumeAt === undefined) throw error;
      const { scope } = failure.classification;
      const isWide = scope === 'account' || scope === 'provider';
      const queue = isWide ? restingQueue() : undefined;
      if (queue !== undefined) await rest(queue, failure, failure.resumeAt);
      return move(job, { token, failure, resumeAt: failure.resumeAt });
    }
  };
}

const NO_LIMITER =
  'The queue can not rest: its worker has no `limiter`, and does not see that it should. Give it one, such as `limiter: { max: 1_000_000, duration: 1_000 }`. Until then each job is moved by itself.';

/**
 * Whether jobs stop coming while the queue rests. To a worker without a limiter BullMQ hands out jobs all the same, and
 * lets them lie until the rest is over: their locks end meanwhile, and they are done twice.
 */
function obeysRest({ opts }: RestingQueue): boolean {
  const { concurrency, limiter } = (opts ?? {}) as { readonly concurrency?: unknown; readonly limiter?: unknown };
  // A worker always has a concurrency, a queue never.
  return concurrency === undefined || limiter !== undefined;
}

/** What takes longer waited for a Redis that was away. */
const LATE_MS = 1_000;

async function rest(queue: RestingQueue, failure: LlmError, resumeAt: number): Promise<never> {
  try {
    let askedAt: number;
    do {
      askedAt = systemClock.now();
      // Redis takes no 0 as a time to live.
      await queue.rateLimit(Math.max(1, Math.ceil(resumeAt - askedAt)));
      // It rests from when Redis hears of it: told again, with what is left, it rests no longer than it must.
    } while (systemClock.now() - askedAt > LATE_MS);
  } catch (error) {
    throw leftAlone(`The queue could not be told to rest until ${shownDate(resumeAt).toISOString()}`, error);
  }
  throw new QueueRests(failure);
}

async function move(
  job: MovableJob,
  {
    token,
    failure,
    resumeAt,
  }: { readonly token: string | undefined; readonly failure: LlmError; readonly resumeAt: number },
): Promise<never> {
  const until = shownDate(resumeAt).toISOString();
  try {
    await job.moveToDelayed(resumeAt, token);
  } catch (error) {
    throw leftAlone(`Job ${job.id ?? ''} could not be moved to ${until}`, error);
  }
  throw new JobMoved(`Moved to ${until}: ${failure.message}`, { cause: failure });
}

/** To fail the job for that would use up an attempt, or take it from a worker that has it by now. */
function leftAlone(what: string, error: unknown): JobMoved {
  const why = error instanceof Error ? error.message : String(error);
  return new JobMoved(
    `${what}: ${why}. It stays in the queue, and is taken up again when its lock ends. Is Redis up?`,
    {
      cause: error,
    },
  );
}
