import { resolveApiKeys, NO_KEY, type ApiKey, type ApiKeyInput } from '../../core/keys.js';
import { Call } from '../call/call.js';
import { knowledgeFor } from '../classify-error.js';
import type { Engine } from '../engine.js';
import type { Destinations } from './operation.js';
import { taskHandle, type ProviderHandle } from '../provider/provider-handle.js';
import { TaskOperation, type Task } from './task-operation.js';
import { checkRunContext, TASK_MODEL, TASK_PROVIDER, type RunContext } from './task-source.js';

/** Where a task goes whose `model` is a name for a list; `undefined` where it is none. */
export type NamedDestinations = (context: RunContext) => Destinations | undefined;

/** Runs tasks under the names of providers, with the keys that were given for them. */
export class TaskRunner {
  readonly #engine: Engine;
  readonly #keys: readonly ApiKey[];

  constructor(engine: Engine, keys: readonly ApiKeyInput[] = []) {
    this.#engine = engine;
    this.#keys = keys.length === 0 ? [NO_KEY] : resolveApiKeys(keys);
  }

  /** Never throws synchronously. */
  run<Value>(task: Task<Value>, context: RunContext, named: NamedDestinations): Promise<Value> {
    // No async function: its frame would stay for as long as the task waits.
    try {
      checkRunContext(task, context);
      const { timeouts } = context;
      const call = new Call({
        engine: this.#engine,
        operation: new TaskOperation({
          engine: this.#engine,
          task,
          watching: timeouts ? 'answer' : 'total-only',
          tokens: context.tokens,
        }),
        destinations: named(context) ?? this.#destinations(context),
        // The caller may use its object again while the task waits.
        options: { ...context, ...(timeouts && { timeouts: { ...timeouts, answer: timeouts.answer ?? false } }) },
      });
      call.start();
      return call.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #destinations(context: RunContext): Destinations {
    const handle = this.#handle(context.provider ?? TASK_PROVIDER);
    const fallbacks = (context.fallbacks ?? []).map((model) => ({ handle, model }));
    return [{ handle, model: context.model ?? TASK_MODEL }, ...fallbacks];
  }

  #handle(name: string): ProviderHandle {
    const known = this.#engine.handles.get(name);
    if (known !== undefined) return known;
    const context = this.#engine.handleContext();
    const handle = taskHandle({ name, knowledge: knowledgeFor(name), keys: this.#keys, context });
    this.#engine.addHandle(handle);
    return handle;
  }
}
