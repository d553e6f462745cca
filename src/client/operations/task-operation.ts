import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Usage } from '../../core/reply.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';
import { isTold } from './is-told.js';
import type { AnswerFacts, Operation, OperationContext, Watching } from './operation.js';
import { runAsOuter } from '../call/outer-task.js';

const NOTHING_TOLD: Usage = {};

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

/** What a task gets as properties of its own, for it may copy them; and what it told. */
class TaskAttempt implements TaskContext {
  /** One for all, as in `withSignal()`. */
  static readonly #SIGNAL = {
    enumerable: true,
    configurable: true,
    get(this: TaskAttempt): AbortSignal {
      return this.#attempt.signal;
    },
  };

  declare readonly signal: AbortSignal;
  readonly attempt: number;
  readonly key: string | undefined;
  readonly provider: string;
  readonly model: string;
  readonly observe: (headers: unknown) => void;
  readonly #attempt: OperationContext;
  #told = NOTHING_TOLD;

  constructor(attempt: OperationContext) {
    const { destination } = attempt;
    Object.defineProperty(this, 'signal', TaskAttempt.#SIGNAL);
    this.attempt = attempt.attempt;
    this.key = attempt.key;
    this.provider = destination.handle.name;
    this.model = destination.model;
    this.observe = attempt.observe;
    this.#attempt = attempt;
  }

  readonly used = (more: Usage): void => {
    this.#told = sumOf(this.#told, more);
  };

  get told(): Usage {
    return this.#told;
  }
}

/** What a task came to, and what it told of its tokens. */
interface TaskAnswer<Value> {
  readonly value: Value;
  readonly usage: Usage;
}

/** What a task is run with. */
export interface TaskOperationInit<Value> {
  readonly engine: object;
  readonly task: Task<Value>;
  readonly watching: Watching;
  readonly tokens: number | undefined;
}

/** One task, whose own value is the result. */
export class TaskOperation<Value> implements Operation<TaskAnswer<Value>, Value> {
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

  attempt(attempt: OperationContext): Promise<TaskAnswer<Value>> {
    const { engine, task } = this.#init;
    const { giveWay } = attempt;
    const context = new TaskAttempt(attempt);
    return runAsOuter({ engine, giveWay }, () => task(context)).then(
      (value) => ({ value, usage: context.told }),
      (error: unknown) => {
        throw isTold(context.told) ? new AttemptFailure(error, error, context.told) : error;
      },
    );
  }

  facts({ usage }: TaskAnswer<Value>): AnswerFacts {
    return { usage, finishReason: undefined };
  }

  finish({ value }: TaskAnswer<Value>): Value {
    return value;
  }

  hasHandedOut(): boolean {
    return false;
  }

  restart(): void {
    // Nothing was handed out.
  }
}

function sumOf(usage: Usage, more: Usage): Usage {
  const sum: Record<string, number> = { ...(usage as Record<string, number>) };
  for (const [name, count] of Object.entries(more as Record<string, number>)) {
    if (count >= 0) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}
