import type { Provider, ProviderRequest } from '../core/provider.js';
import type { ChatReply, StreamPart } from '../core/reply.js';
import type { ChatRequest } from '../core/request.js';
import { Call } from './call.js';
import type { CallSpec } from './call-spec.js';
import { ChatOperation } from './chat-operation.js';
import { checkRequest } from './check-request.js';
import type { Engine } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { findDestination } from './models.js';
import type { Destination } from './operation.js';
import { PartChannel } from './part-channel.js';
import { providerHandle } from './provider-handle.js';
import { ReplyStream } from './reply-stream.js';
import { engineOf, RetryController } from './retry-controller.js';
import { StreamOperation } from './stream-operation.js';

/** What {@link createClient} takes. */
export interface ClientOptions extends EngineOptions {
  /** At least one, each under a name of its own. */
  readonly providers: readonly Provider[];
}

/** A retry controller that talks to LLMs itself. Made by `createClient()`. */
export class Client extends RetryController {
  readonly #engine: Engine;
  readonly #providers: ReadonlyMap<string, Provider>;

  /** @internal */
  constructor({ providers, ...options }: ClientOptions) {
    super(options);
    this.#engine = engineOf(this);
    this.#providers = new Map(providers.map((provider) => [provider.name, provider]));
    for (const provider of providers) {
      this.#engine.addHandle(providerHandle(provider, this.#engine.handleContext()));
    }
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

  /** Ends every call with an `LlmError` of kind `cancelled`, and frees all sockets. */
  override async close(): Promise<void> {
    await super.close();
    await Promise.all([...this.#providers.values()].map((provider) => provider.close()));
  }

  #callInit(request: ChatRequest): Pick<CallSpec<never, never>, 'destinations' | 'options' | 'prompt'> {
    const first = findDestination(request.model, this.#engine.handles);
    const fallbacks = (request.fallbacks ?? []).map((model): Destination =>
      findDestination(model, this.#engine.handles),
    );
    return { destinations: [first, ...fallbacks], options: request, prompt: request };
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
