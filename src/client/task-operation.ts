import { AttemptFailure } from '../core/attempt-failure.js';
import type { Usage } from '../core/reply.js';
import type { Operation, OperationContext, Watching } from './operation.js';
import { isTold } from './is-told.js';
import { runAsOuter } from './outer-task.js';

/** What a task gets for each attempt. */
export interface TaskContext {
  /** Aborts this attempt: hand it to whatever the task calls. */
  readonly signal: AbortSignal;
  /** Counts from 1. */
  readonly attempt: number;
  /** The key to use; `undefined` where none was given. */
  readonly key: string | undefined;
  /** Whose model it is: a fallback's provider may be another one where `model` named a list. */
  readonly provider: string;
  /** The model to ask, without its prefix: a fallback's where the call has moved on. */
  readonly model: string;
  /** Give it the headers of a good answer: limits are read from them, so that the next tasks are paced. */
  observe(headers: unknown): void;
  /**
   * Tell it which tokens were used, of a failure, too: for a ledger, its budgets, and limits on tokens. Several times
   * add up. @default the ledger knows of a request whose tokens nobody told
   */
  used(usage: Usage): void;
}

/** Any async function that sends one request. Whatever it throws is classified. */
export type Task<Value> = (context: TaskContext) => PromiseLike<Value> | Value;

/** What a task came to, and what it told of its tokens. */
interface TaskAnswer<Value> {
  readonly value: Value;
  readonly usage: Usage;
}

/** One task, whose own value is the result. */
export function taskOperation<Value>(
  task: Task<Value>,
  init: { readonly engine: object; readonly watching: Watching; readonly tokens: number | undefined },
): Operation<TaskAnswer<Value>, Value> {
  const { engine, watching, tokens } = init;
  return {
    watching: () => watching,
    size: { characters: 0, tokens },
    async attempt({ signal, attempt, key, destination, giveWay, observe }: OperationContext) {
      const { handle, model } = destination;
      let usage: Usage = {};
      const used = (more: Usage): void => {
        const sum: Record<string, number> = { ...(usage as Record<string, number>) };
        for (const [name, count] of Object.entries(more as Record<string, number>))
          if (count >= 0) sum[name] = (sum[name] ?? 0) + count;
        usage = sum;
      };
      const context: TaskContext = { signal, attempt, key, provider: handle.name, model, observe, used };
      try {
        return { value: await runAsOuter({ engine, giveWay }, () => task(context)), usage };
      } catch (error) {
        throw isTold(usage) ? new AttemptFailure(error, error, usage) : error;
      }
    },
    facts: ({ usage }) => ({ usage, finishReason: undefined }),
    finish: ({ value }) => value,
    hasHandedOut: () => false,
    restart: () => undefined,
  };
}
