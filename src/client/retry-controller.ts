import type { ApiKeyInput } from '../core/keys.js';
import type { Wait } from '../core/wait.js';
import { checkControllerOptions, checkTunableOptions } from './options/check-options.js';
import { describeGates, type ClosedGate } from './describe/describe-gates.js';
import { describeLimits, type ProviderLimitStatus } from './describe/describe-limits.js';
import { describeKeys, type KeyStatus } from './describe/describe-keys.js';
import { Engine } from './engine.js';
import type { EngineOptions, TunableOptions } from './options/engine-options.js';
import { EventFace } from './events/event-face.js';
import { TaskRunner, type NamedDestinations } from './operations/run-task.js';
import type { Task } from './operations/task-operation.js';
import type { RunContext } from './operations/task-source.js';

/** What {@link createRetryController} takes. */
export interface RetryControllerOptions extends EngineOptions {
  /** Handed to the tasks one at a time, as limits require. @default none */
  readonly keys?: readonly ApiKeyInput[];
}

/** The engine of a controller: for {@link Client}, which is one, and for nobody outside. @internal */
export let engineOf: (controller: RetryController) => Engine;

/** Tells where a task goes whose `model` is a name for a list: for {@link Client}, which has names. @internal */
export let nameDestinations: (controller: RetryController, named: NamedDestinations) => void;

/** The engine without providers: the same waits, gates, keys and events for any async function. */
export class RetryController extends EventFace {
  static {
    engineOf = (controller) => controller.#engine;
    nameDestinations = (controller, named) => {
      controller.#named = named;
    };
  }

  readonly #engine: Engine;
  readonly #tasks: TaskRunner;
  #named: NamedDestinations = () => undefined;

  /** @internal */
  constructor(options: RetryControllerOptions) {
    const engine = new Engine(options);
    super(engine.emitter);
    this.#engine = engine;
    this.#tasks = new TaskRunner(engine, options.keys);
  }

  /**
   * Runs a task until it succeeds or can't, with the waits, switches and gates of its `provider` and `model`.
   * @returns the task's own value
   * @throws LlmError of a known kind; TypeError where the arguments are wrong; `signal.reason` where the signal aborts
   */
  run<Value>(task: Task<Value>, context: RunContext = {}): Promise<Value> {
    return this.#tasks.run(task, context, this.#named);
  }

  /** Everything that is waited for just now: one wait for each closed gate, and the calls' own. */
  waits(): readonly Wait[] {
    return this.#engine.waits();
  }

  /** Every scope that is closed just now. */
  gates(): readonly ClosedGate[] {
    return describeGates(this.#engine.board, ({ provider }) => {
      for (const { pace } of this.#engine.handlesOf(provider)) pace.proceed();
    });
  }

  /** Every key and how it stands, for each provider that is there or that a task went under; never the secret. */
  keys(): readonly KeyStatus[] {
    return describeKeys(this.#engine.handles.values(), this.#engine.board);
  }

  /** How many requests may be sent, for each provider: its concurrency, and every limit that calls are paced by. */
  limits(): readonly ProviderLimitStatus[] {
    return describeLimits(this.#engine.handles.values());
  }

  /**
   * Changes options while running; what is left out stays. Holds from the next decision on.
   * @throws TypeError that lists every problem; nothing is changed then
   */
  configure(options: TunableOptions): void {
    checkTunableOptions(options);
    this.#engine.configure(options);
  }

  /** Sends nothing more until {@link resume}. What is under way goes on; time runs on. */
  pause(): void {
    this.#engine.pause();
  }

  /** Goes on after {@link pause}. */
  resume(): void {
    this.#engine.resume();
  }

  /** Ends every call with an `LlmError` of kind `cancelled`, and saves what is known of limits where there is a `store`. */
  async close(): Promise<void> {
    this.#engine.close();
    await Promise.all([this.#engine.closeMemory(), this.#engine.usage?.flush()]);
  }
}

/**
 * Makes a retry controller for functions of your own.
 * @example
 * const controller = createRetryController();
 * const text = await controller.run(({ signal }) => translate(page, signal), { provider: 'ollama', model: 'gemma3' });
 * @throws TypeError that lists every problem of the options
 */
export function createRetryController(options: RetryControllerOptions = {}): RetryController {
  checkControllerOptions(options);
  return new RetryController(options);
}
