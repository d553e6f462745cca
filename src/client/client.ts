import type { CheckRequest, CheckResult } from '../core/check-model.js';
import type { EmbedReply, EmbedRequest } from '../core/embed.js';
import type { OutputOf, OutputSpec } from '../core/output.js';
import type { Provider } from '../core/provider.js';
import type { ChatReply, StreamPart } from '../core/reply.js';
import type { ChatRequest } from '../core/request.js';
import type { Tool } from '../core/tools.js';
import type { Prompt } from '../limits/known-lengths.js';
import { Call } from './call/call.js';
import type { CallSpec } from './call/call-spec.js';
import { ChatOperation } from './operations/chat-operation.js';
import { checkEmbedRequest, requireEmbed } from './embed/check-embed-request.js';
import { checkModel } from './models/check-model.js';
import { checkAliases } from './options/check-options.js';
import { checkRequest } from './options/check-request.js';
import { checkCheckRequest, checkListOptions } from './models/check-side-requests.js';
import { EmbedCall } from './embed/embed-call.js';
import { throwProblems } from '../core/check-options.js';
import { prepareRequest, type PreparedRequest } from './content/prepare-request.js';
import { untilAbort } from './until-abort.js';
import type { Engine } from './engine.js';
import type { EngineOptions, TunableOptions } from './options/engine-options.js';
import { listModels, type ModelList } from './models/list-models.js';
import { ModelNames, type ModelAliases } from './models/model-names.js';
import { findDestination, findDestinations, findProvider } from './models/models.js';
import { LazyCall } from './operations/lazy-call.js';
import { PartChannel } from './operations/part-channel.js';
import { providerHandle } from './provider/provider-handle.js';
import { providerOf } from './operations/provider-of.js';
import { ReplyStream } from './operations/reply-stream.js';
import { engineOf, nameDestinations, RetryController } from './retry-controller.js';
import type { SideOptions } from './models/side-question.js';
import { StreamOperation } from './operations/stream-operation.js';

/** What {@link createClient} takes. */
export interface ClientOptions extends EngineOptions {
  /** At least one, each under a name of its own. */
  readonly providers: readonly Provider[];
  /**
   * Names for lists of models: `{ draft: ['ollama/gemma3', 'gemini/gemini-2.5-flash'] }`. A request with
   * `model: 'draft'` goes to the first, the others are its fallbacks.
   * @default none
   */
  readonly models?: ModelAliases;
}

/** What can be changed while a client runs. */
export interface ClientTunableOptions extends TunableOptions {
  /** Laid over the names that are there, name by name. */
  readonly models?: ModelAliases;
}

/** A retry controller that talks to LLMs itself. Made by `createClient()`. */
export class Client extends RetryController {
  readonly #engine: Engine;
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #names = new ModelNames();

  /** @internal */
  constructor({ providers, models, ...options }: ClientOptions) {
    super(options);
    this.#engine = engineOf(this);
    this.#names.add(models);
    nameDestinations(this, (context) => {
      if (context.provider !== undefined || !this.#names.isAlias(context.model)) return undefined;
      const { model = '', fallbacks = [] } = this.#names.expand(context);
      return findDestinations({ model, fallbacks }, this.#engine.handles);
    });
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
    given: ChatRequest<Output, Tools>,
  ): Promise<ChatReply<OutputWith<Output, Tools>>> {
    // No async function: its frame would stay for as long as the call waits.
    try {
      const request = this.#names.expand(given);
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
    given: ChatRequest<Output, Tools>,
  ): AsyncIterableIterator<StreamPart<OutputWith<Output, Tools>>, undefined, undefined> {
    const channel = new PartChannel<StreamPart>();
    const call = new LazyCall({
      channel,
      prepare: () => {
        const request = this.#names.expand(given);
        checkRequest(request, 'stream()');
        return { request, prepared: prepareRequest(request) };
      },
      create: (request, prepared) => {
        const operation = new StreamOperation(prepared, { providers: this.#providers, channel });
        return new Call({ engine: this.#engine, operation, ...this.#callInit(request, prepared) });
      },
    });
    const parts: AsyncIterableIterator<StreamPart, undefined, undefined> = new ReplyStream(channel, call);
    return parts as AsyncIterableIterator<StreamPart<OutputWith<Output, Tools>>, undefined, undefined>;
  }

  /**
   * Asks for vectors of texts, of as many as you like: they go out in batches of what the provider takes, each with
   * retries of its own. One call, one model: where a batch moves on to a fallback, all texts do. Never throws
   * synchronously.
   * @throws LlmError of a known kind where one batch can't be had; TypeError where the request can't be made;
   * `signal.reason` where the signal aborts
   */
  embed(given: EmbedRequest): Promise<EmbedReply> {
    try {
      const request = this.#names.expand(given);
      checkEmbedRequest(request);
      const destinations = findDestinations(request, this.#engine.handles);
      requireEmbed(destinations, this.#providers);
      const call = new EmbedCall({ engine: this.#engine, request, providers: this.#providers, destinations });
      call.start();
      return call.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The models of one provider, or of all of them, in one form. A provider that fails stands in `failures`, beside the
   * models of the others. Asked through the same retries, keys and timeouts as answers, yet beside their limits: a
   * spent quota doesn't delay a list. Its events have `(models)` for a model.
   * @param provider the prefix of one; all without it
   * @throws LlmError or TypeError of the one provider that was asked; an AggregateError of these where several were and
   * none gave a list; TypeError for an unknown provider; `signal.reason` where the signal aborts
   */
  async models(provider?: string, options: SideOptions = {}): Promise<ModelList> {
    checkListOptions(options);
    const providers =
      provider === undefined ? [...this.#providers.values()] : [findProvider(provider, this.#providers)];
    return listModels(providers, { engine: this.#engine, options });
  }

  /**
   * Says whether the keys work and the model exists, before a long run begins. It asks for the model and the list of
   * models, which costs nothing; where these don't tell, the verdict is `'unknown'`, unless `spend` allows to ask for an
   * answer. It changes nothing: no limit is learnt, no key is taken out. What it finds is a result and no error.
   * @throws TypeError where the request is wrong; `LlmError` of kind `cancelled` where the client is closed;
   * `signal.reason` where the signal aborts
   */
  async check(request: CheckRequest): Promise<CheckResult> {
    if (this.#names.isAlias(request?.model)) {
      const { model, fallbacks = [] } = this.#names.expand<Pick<ChatRequest, 'model' | 'fallbacks'>>(request);
      throw new TypeError(
        `check() takes one model, and \`${request.model}\` names a list: ${[model, ...fallbacks].join(', ')}`,
      );
    }
    checkCheckRequest(request);
    const { handle, model } = findDestination(request.model, this.#engine.handles);
    const { spend = false, maxWait = '30s', model: _name, ...options } = request;
    return checkModel({
      engine: this.#engine,
      providers: this.#providers,
      provider: providerOf(this.#providers, handle.name),
      handle,
      model,
      spend,
      options: { ...options, maxWait },
    });
  }

  /**
   * Changes options while running; what is left out stays. Holds from the next decision on, `models` from the next call on.
   * @throws TypeError that lists every problem; nothing is changed then
   */
  override configure(options: ClientTunableOptions): void {
    const { models, ...rest } = { ...options };
    const prefixes = [...this.#providers.keys()];
    checkAliases(models === undefined ? undefined : this.#names.merged(models), prefixes);
    super.configure(typeof options === 'object' ? rest : options);
    this.#names.add(models);
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
    const destinations = findDestinations(request, this.#engine.handles);
    const problems: string[] = [];
    for (const { handle, model } of destinations) {
      const provider = providerOf(this.#providers, handle.name);
      const asked = prepared.request.model === model ? prepared.request : { ...prepared.request, model };
      for (const problem of provider.problemsOf?.(asked) ?? []) {
        problems.push(`${handle.name}/${model}: ${problem}`);
      }
    }
    throwProblems('this request', problems);
    // Of images and tool calls nobody knows how long they are, so that nothing is concluded from them.
    return isPlainText(request)
      ? { destinations, options: request, prompt: request }
      : { destinations, options: request };
  }
}

/** Whether a request is text alone. */
function isPlainText(request: ChatRequest): request is ChatRequest & Prompt {
  return request.messages.every((message) => typeof message.content === 'string' && !('toolCalls' in message));
}

/** What `reply.output` is: a model that was given tools may call one instead of answering. */
type OutputWith<Output, Tools> = OutputOf<Output> | (Tools extends undefined ? never : undefined);
