import { resolveApiKeys, NO_KEY, type ApiKey, type ApiKeyInput } from '../core/keys.js';
import { Call } from './call.js';
import { knowledgeFor } from './classify-error.js';
import type { Engine } from './engine.js';
import type { Destinations } from './operation.js';
import { taskHandle, type ProviderHandle } from './provider-handle.js';
import { taskOperation, type Task } from './task-operation.js';
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

  async run<Value>(task: Task<Value>, context: RunContext, named: NamedDestinations): Promise<Value> {
    checkRunContext(task, context);
    const destinations = named(context) ?? this.#destinations(context);
    const { total, answer } = context.timeouts ?? {};
    const timeouts = { answer: answer ?? false, ...(total === undefined ? {} : { total }) };
    const call = new Call({
      engine: this.#engine,
      operation: taskOperation(task, { engine: this.#engine, watching: 'answer', tokens: context.tokens }),
      destinations,
      options: { ...context, timeouts },
    });
    call.start();
    return call.promise;
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
