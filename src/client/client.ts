import type { OutputOf, OutputSpec } from '../core/output.js';
import type { Provider } from '../core/provider.js';
import type { ChatReply, StreamPart } from '../core/reply.js';
import type { ChatRequest } from '../core/request.js';
import type { Tool } from '../core/tools.js';
import type { Prompt } from '../limits/known-lengths.js';
import { Call } from './call.js';
import type { CallSpec } from './call-spec.js';
import { ChatOperation } from './chat-operation.js';
import { checkRequest } from './check-request.js';
import { throwProblems } from '../core/check-options.js';
import { prepareRequest, type PreparedRequest } from './content/prepare-request.js';
import { untilAbort } from './until-abort.js';
import type { Engine } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { findDestination } from './models.js';
import type { Destination } from './operation.js';
import { PartChannel } from './part-channel.js';
import { providerHandle } from './provider-handle.js';
import { providerOf } from './provider-of.js';
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
  chat<Output extends OutputSpec | undefined = undefined, Tools extends readonly Tool[] | undefined = undefined>(
    request: ChatRequest<Output, Tools>,
  ): Promise<ChatReply<OutputWith<Output, Tools>>> {
    // No async function: its frame would stay for as long as the call waits.
    try {
      checkRequest(request, 'chat()');
      const prepared = prepareRequest(request);
      const reply =
        prepared instanceof Promise
          ? untilAbort(prepared, request.signal).then((ready) => this.#chat(request, ready))
          : this.#chat(request, prepared);
      // The check of the output has seen to it.
      return reply as Promise<ChatReply<OutputWith<Output, Tools>>>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Asks for a streamed answer. The request is sent at the first `next()`; leaving the loop aborts it.
   * Iterating throws what {@link chat} rejects with.
   */
  stream<Output extends OutputSpec | undefined = undefined, Tools extends readonly Tool[] | undefined = undefined>(
    request: ChatRequest<Output, Tools>,
  ): AsyncIterableIterator<StreamPart<OutputWith<Output, Tools>>, undefined, undefined> {
    const channel = new PartChannel<StreamPart>();
    let abandon = (): void => undefined;
    const begin = (prepared: PreparedRequest): void => {
      const operation = new StreamOperation(prepared, { providers: this.#providers, channel });
      const call = new Call({ engine: this.#engine, operation, ...this.#callInit(request, prepared) });
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
    };
    const parts = new ReplyStream(channel, {
      start: () => {
        checkRequest(request, 'stream()');
        const prepared = prepareRequest(request);
        if (!(prepared instanceof Promise)) {
          begin(prepared);
          return;
        }
        let isLeft = false;
        abandon = () => {
          isLeft = true;
        };
        untilAbort(prepared, request.signal)
          .then((ready) => {
            if (!isLeft) begin(ready);
          })
          .catch((error: unknown) => {
            channel.fail(error);
          });
      },
      abandon: () => {
        abandon();
      },
    });
    return parts as AsyncIterableIterator<StreamPart<OutputWith<Output, Tools>>, undefined, undefined>;
  }

  /** Ends every call with an `LlmError` of kind `cancelled`, and frees all sockets. */
  override async close(): Promise<void> {
    await super.close();
    await Promise.all([...this.#providers.values()].map((provider) => provider.close()));
  }

  #chat(request: ChatRequest, prepared: PreparedRequest): Promise<ChatReply> {
    const call = new Call({
      engine: this.#engine,
      operation: new ChatOperation(prepared, this.#providers),
      ...this.#callInit(request, prepared),
    });
    call.start();
    return call.promise;
  }

  /** @throws TypeError where there is no such provider, or one that can't express the request */
  #callInit(
    request: ChatRequest,
    prepared: PreparedRequest,
  ): Pick<CallSpec<never, never>, 'destinations' | 'options' | 'prompt'> {
    const first = findDestination(request.model, this.#engine.handles);
    const fallbacks = (request.fallbacks ?? []).map((model): Destination =>
      findDestination(model, this.#engine.handles),
    );
    const problems = [first, ...fallbacks].flatMap(({ handle, model }) => {
      const provider = providerOf(this.#providers, handle.name);
      const found = provider.problemsOf?.({ ...prepared.request, model }) ?? [];
      return found.map((problem) => `${handle.name}/${model}: ${problem}`);
    });
    throwProblems('this request', problems);
    const destinations: CallSpec<never, never>['destinations'] = [first, ...fallbacks];
    // Of images and tool calls nobody knows how long they are, so that nothing is concluded from them.
    return { destinations, options: request, ...(isPlainText(request) ? { prompt: request } : {}) };
  }
}

/** Whether a request is text alone. */
function isPlainText(request: ChatRequest): request is ChatRequest & Prompt {
  return request.messages.every((message) => typeof message.content === 'string' && !('toolCalls' in message));
}

/** What `reply.output` is: a model that was given tools may call one instead of answering. */
type OutputWith<Output, Tools> = OutputOf<Output> | (Tools extends undefined ? never : undefined);
