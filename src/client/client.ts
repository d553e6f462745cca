import type { Provider, ProviderRequest } from '../core/provider.js';
import type { ChatReply, StreamPart } from '../core/reply.js';
import type { ChatRequest } from '../core/request.js';
import type { Wait } from '../core/wait.js';
import { Call } from './call.js';
import type { CallSpec } from './call-spec.js';
import { ChatOperation } from './chat-operation.js';
import { checkRequest } from './check-request.js';
import { describeGates, type ClosedGate } from './describe-gates.js';
import { describeKeys, type KeyStatus } from './describe-keys.js';
import { Engine } from './engine.js';
import type { EngineOptions, TunableOptions } from './engine-options.js';
import { EventFace } from './event-face.js';
import { findDestination } from './models.js';
import type { Destination } from './operation.js';
import { PartChannel } from './part-channel.js';
import { providerHandle } from './provider-handle.js';
import { ReplyStream } from './reply-stream.js';
import { TaskRunner } from './run-task.js';
import { StreamOperation } from './stream-operation.js';
import type { Task } from './task-operation.js';
import type { RunContext } from './task-source.js';
import { checkTunableOptions } from './check-options.js';

/** What {@link createClient} takes. */
export interface ClientOptions extends EngineOptions {
  /** At least one, each under a name of its own. */
  readonly providers: readonly Provider[];
}

/** Keeps calls to LLMs alive: waits, switches, stops, and tells. Made by `createClient()`. */
export class Client extends EventFace {
  readonly #engine: Engine;
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #tasks: TaskRunner;

  /** @internal */
  constructor(options: ClientOptions) {
    const engine = new Engine(options);
    super(engine.emitter);
    this.#engine = engine;
    this.#providers = new Map(options.providers.map((provider) => [provider.name, provider]));
    for (const provider of options.providers) {
      this.#engine.handles.set(provider.name, providerHandle(provider, options.concurrency));
    }
    this.#tasks = new TaskRunner(this.#engine);
  }

  /**
   * Asks for a whole answer, for as long as it takes. Never throws synchronously.
   * @throws LlmError of a known kind where there is none; TypeError where the request can't be made; `signal.reason`
   * where the signal aborts
   */
  chat(request: ChatRequest): Promise<ChatReply> {
    // No async function: its frame would stay for as long as the call waits.
    try {
      checkRequest(request, 'chat()');
      const call = new Call({
        engine: this.#engine,
        operation: new ChatOperation(providerRequest(request), this.#providers),
        ...this.#callInit(request),
      });
      call.start();
      return call.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Asks for a streamed answer. The request is sent at the first `next()`; leaving the loop aborts it.
   * Iterating throws what {@link chat} rejects with.
   */
  stream(request: ChatRequest): AsyncIterableIterator<StreamPart, undefined, undefined> {
    const channel = new PartChannel<StreamPart>();
    let abandon = (): void => undefined;
    return new ReplyStream(channel, {
      start: () => {
        checkRequest(request, 'stream()');
        const operation = new StreamOperation(providerRequest(request), { providers: this.#providers, channel });
        const call = new Call({ engine: this.#engine, operation, ...this.#callInit(request) });
        abandon = () => {
          call.abandon();
        };
        call.promise.then(
          (finish) => {
            void channel.push(finish);
            channel.end();
          },
          (error: unknown) => {
            channel.fail(error);
          },
        );
        call.start();
      },
      abandon: () => {
        abandon();
      },
    });
  }

  /**
   * Runs any async function with the same waits, switches and gates: those of `provider` and `model`.
   * @returns the task's own value
   * @throws as {@link chat}
   */
  run<Value>(task: Task<Value>, context: RunContext = {}): Promise<Value> {
    return this.#tasks.run(task, context);
  }

  /** Everything that is waited for just now: one wait for each closed gate, and the calls' own. */
  waits(): readonly Wait[] {
    return this.#engine.waits();
  }

  /** Every scope that is closed just now. */
  gates(): readonly ClosedGate[] {
    return describeGates(this.#engine.board);
  }

  /** Every key and how it stands; never the secret. */
  keys(): readonly KeyStatus[] {
    return describeKeys(this.#engine.handles.values(), this.#engine.board);
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

  /** Ends every call with an `LlmError` of kind `cancelled`, and frees all sockets. */
  async close(): Promise<void> {
    this.#engine.close();
    await Promise.all([...this.#providers.values()].map((provider) => provider.close()));
  }

  #callInit(request: ChatRequest): Pick<CallSpec<never, never>, 'destinations' | 'options'> {
    const first = findDestination(request.model, this.#engine.handles);
    const fallbacks = (request.fallbacks ?? []).map((model): Destination =>
      findDestination(model, this.#engine.handles),
    );
    return { destinations: [first, ...fallbacks], options: request };
  }
}

function providerRequest(request: ChatRequest): ProviderRequest {
  const { model, messages, temperature, topP, maxOutputTokens, stop, output, providerOptions } = request;
  return {
    model,
    messages,
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(stop === undefined ? {} : { stop }),
    ...(output === undefined ? {} : { output }),
    ...(providerOptions === undefined ? {} : { providerOptions }),
  };
}
