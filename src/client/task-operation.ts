import type { RequestSize } from '../limits/token-estimate.js';
import type { AnswerFacts, Operation, OperationContext, Watching } from './operation.js';
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
}

/** Any async function that sends one request. Whatever it throws is classified. */
export type Task<Value> = (context: TaskContext) => PromiseLike<Value> | Value;

/** What a task is run with. */
export interface TaskOperationInit<Value> {
  readonly engine: object;
  readonly task: Task<Value>;
  readonly watching: Watching;
  readonly tokens: number | undefined;
}

/** One task, whose own value is the result. */
export class TaskOperation<Value> implements Operation<Value, Value> {
  readonly #init: TaskOperationInit<Value>;

  constructor(init: TaskOperationInit<Value>) {
    this.#init = init;
  }

  get size(): RequestSize {
    return { characters: 0, tokens: this.#init.tokens };
  }

  watching(): Watching {
    return this.#init.watching;
  }

  attempt(attempt: OperationContext): Promise<Value> {
    const { engine, task } = this.#init;
    const { destination, giveWay, observe } = attempt;
    const context: TaskContext = {
      // Made for a task that asks for it.
      get signal() {
        return attempt.signal;
      },
      attempt: attempt.attempt,
      key: attempt.key,
      provider: destination.handle.name,
      model: destination.model,
      observe,
    };
    return runAsOuter({ engine, giveWay }, () => task(context));
  }

  facts(): AnswerFacts {
    return { usage: {}, finishReason: undefined };
  }

  finish(value: Value): Value {
    return value;
  }

  hasHandedOut(): boolean {
    return false;
  }

  restart(): void {
    // Nothing was handed out.
  }
}
