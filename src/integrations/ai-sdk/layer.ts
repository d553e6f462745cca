import * as z from 'zod/mini';
import { engineFields } from '../../client/options/engine-option-fields.js';
import { checkOptions } from '../../core/check-options.js';
import { knowledgeFor } from '../../client/classify-error.js';
import { handOver, type Handover, type LiveAnswer } from '../../client/operations/handover.js';
import type { OperationContext, Watching } from '../../client/operations/operation.js';
import { letOuterTasksPass, runAsOuter } from '../../client/call/outer-task.js';
import { taskHandle, type ProviderHandle } from '../../client/provider/provider-handle.js';
import { engineOf, RetryController } from '../../client/retry-controller.js';
import type { RetryControllerOptions } from '../../client/retry-controller.js';
import type { Clock } from '../../core/clock.js';
import { AttemptFailure } from '../../core/attempt-failure.js';
import { isLlmError } from '../../core/error.js';
import { NO_KEY } from '../../core/keys.js';
import { allWires } from '../../providers/wires.js';
import { answerFault } from '../../transport/answers/answer-fault.js';
import type { ModelParams, NamedModel } from './model.js';

/** Who receives an answer. */
export interface Receiver {
  readonly answer: LiveAnswer;
  readonly clock: Clock;
}

/** A call of a model, as a middleware gets it. */
export interface ModelCall<Value> {
  readonly model: NamedModel;
  readonly params: ModelParams;
  readonly watching: Watching;
  /** Calls the model below, once. */
  ask(params: ModelParams, context: OperationContext): PromiseLike<Value>;
  /** Looks at what it answered. */
  receive(value: Value, context: OperationContext, by: Receiver): Promise<Handover<Value>> | Handover<Value>;
}

/** What stands between the AI SDK and a model: the same engine for every kind of middleware. */
export class ModelLayer {
  readonly client: RetryController;

  /**
   * @param over a client or controller, whose limits and events hold, or the options of a controller
   * @param subject how the whole is called, for errors
   */
  constructor(over: RetryController | Omit<RetryControllerOptions, 'keys'>, subject: string) {
    if (over instanceof RetryController) this.client = over;
    else {
      checkOptions(over, { subject, schema: z.strictObject(engineFields()) });
      this.client = new RetryController(over);
    }
  }

  async call<Value>({ model, params, watching, ask, receive }: ModelCall<Value>): Promise<Value> {
    const engine = engineOf(this.client);
    const { abortSignal, ...rest } = params;
    try {
      return await handOver<Value>({
        engine,
        destination: { handle: this.#handleOf(model), model: model.modelId },
        watching,
        options: abortSignal === undefined ? {} : { signal: abortSignal },
        canRepeat: true,
        size: { characters: 0 },
        send: async (context, answer) => {
          const { signal, giveWay } = context;
          let value: Value;
          try {
            // The AI SDK's own fetch may be one of this library's: then that one does the work.
            value = await runAsOuter({ engine, giveWay }, () => ask({ ...rest, abortSignal: signal }, context));
          } catch (error) {
            throw failureOf(error);
          }
          observe(value, context);
          return receive(value, context, { answer, clock: engine.clock });
        },
      });
    } catch (error) {
      if (isLlmError(error)) letOuterTasksPass();
      throw error;
    }
  }

  /** The SDK has the key, and this layer none: limits belong to the provider and its model. */
  #handleOf({ provider }: NamedModel): ProviderHandle {
    const engine = engineOf(this.client);
    // Such as "openai.chat": what stands behind the dot is one of its APIs.
    const word = provider.split('.', 1)[0] ?? provider;
    const name = allWires.find((api) => api.aliases?.includes(word))?.name ?? word;
    const id = `model:${name}`;
    const known = engine.handles.get(id);
    if (known !== undefined) return known;
    const context = engine.handleContext();
    const handle = taskHandle({ name, knowledge: knowledgeFor(name), keys: [NO_KEY], context });
    engine.addHandle(handle, id);
    return handle;
  }
}

interface CallError {
  readonly statusCode?: unknown;
  readonly responseHeaders?: unknown;
  readonly responseBody?: unknown;
}

/** The response behind an error of the AI SDK's: it keeps all of it. */
export function failureOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || isLlmError(error)) return error;
  const { statusCode: status, responseHeaders: headers, responseBody: body } = error as CallError;
  if (typeof status !== 'number') return error;
  const isAnswer = status >= 200 && status < 300;
  if (isAnswer && !(typeof body === 'string' && /"error"\s*:/.test(body))) {
    return answerFault('UNREADABLE_ANSWER', `The answer can't be read: ${(error as Error).message}`, error);
  }
  // Headers say more, and a body that is not kept says nothing.
  return typeof body === 'string'
    ? new AttemptFailure({ status, headers, body }, error)
    : new AttemptFailure(error, error);
}

/** Limits are read from the headers of good answers, so that the next calls are paced. */
function observe(value: unknown, { observe: see }: OperationContext): void {
  const { response } = (value ?? {}) as { response?: { headers?: unknown } };
  if (response?.headers !== undefined) see(response.headers);
}
