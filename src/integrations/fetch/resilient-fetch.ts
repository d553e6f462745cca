import { handOver } from '../../client/operations/handover.js';
import { letOuterTasksPass } from '../../client/call/outer-task.js';
import { engineFields } from '../../client/options/engine-option-fields.js';
import { engineOf, RetryController, type RetryControllerOptions } from '../../client/retry-controller.js';
import type { EventSource } from '../../core/emitter.js';
import { isLlmError } from '../../core/error.js';
import { atAddressOf } from './at-address.js';
import { Exchange } from './exchange.js';
import { rememberError } from '../../core/find-llm-error.js';
import { Handles } from './handles.js';
import { lastResponse } from './last-response.js';
import { Notices } from './notices.js';
import { saidOnce } from './once.js';
import { FETCH_OPTIONS, requireFetchOptions, resolveFetchOptions, type ResilientFetchOptions } from './options.js';
import { Recogniser, type Recognised } from './recognise.js';
import { readRequest, type ReadRequest } from './read-request.js';
import { keyOf } from './request-key.js';
import { sizeOf } from './request-size.js';
import { ownSends, sendsOver } from './sends.js';
import { asThrown } from './thrown-error.js';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A `fetch` for SDKs, with the face of the controller behind it. */
export interface ResilientFetch
  extends
    Fetch,
    EventSource,
    Pick<RetryController, 'waits' | 'gates' | 'keys' | 'configure' | 'pause' | 'resume' | 'close'> {
  /** What waits, switches and tells: a controller of its own, or the client that it was made over. */
  readonly client: RetryController;
}

/** Options of a resilient `fetch` with a controller of its own. */
export type ResilientFetchInit = Omit<RetryControllerOptions, 'keys'> & ResilientFetchOptions;

/** Marks our own, so that two of them over each other are noticed. */
const MARK = Symbol.for('llm-resilience.fetch');

/** A request that was asked, as far as its end minds it. */
interface Asked {
  readonly recognised: Recognised;
  readonly request: ReadRequest;
  readonly exchange: Exchange;
  /** Monotonic, in ms. */
  readonly startedAt: number;
}

/**
 * Makes a `fetch` to hand to any SDK: calls to LLMs wait at limits, go on with other keys, are sent again where that can
 * help, and are never an answer that is none. All other requests pass untouched.
 * @example
 * const fetch = resilientFetch();
 * const sdk = new OpenAI({ fetch, timeout: 2 ** 31 - 1 });
 * fetch.on('wait-start', (wait) => console.log(wait.summary));
 * @param over a client or controller, whose limits, keys and events hold, or the options of a controller
 * @throws TypeError that lists every problem of the options
 */
export function resilientFetch(over?: ResilientFetchInit): ResilientFetch;
export function resilientFetch(over: RetryController, options?: ResilientFetchOptions): ResilientFetch;
export function resilientFetch(
  over: RetryController | ResilientFetchInit = {},
  given: ResilientFetchOptions = {},
): ResilientFetch {
  const isOver = over instanceof RetryController;
  requireFetchOptions(isOver ? given : over);
  const settings = isOver ? resolveFetchOptions(given) : resolveFetchOptions(over, engineFields());
  const { streams = 'live', onFailure = 'response' } = settings;
  const client = isOver ? over : new RetryController(omit(over, FETCH_OPTIONS));
  const engine = engineOf(client);
  const own = settings.fetch === undefined ? ownSends() : undefined;
  const underneath: Fetch = settings.fetch ?? ((...request) => globalThis.fetch(...request));
  const send = own?.send ?? sendsOver(underneath);
  const recogniser = new Recogniser(settings.routes ?? [], settings.provider);
  const handles = new Handles(engine, settings.keys);
  const notices = new Notices(engine);

  /** No async functions from here on: their frames would stand around each healthy call. */
  const ask = (recognised: Recognised, request: ReadRequest): Promise<Response> => {
    const { url, headers, signal, body, fields } = request;
    notices.look(headers);
    const startedAt = engine.clock.elapsed();
    const { endpoint } = recognised;
    const isStreamed = endpoint.answer !== undefined && endpoint.streams({ url, body: fields });
    const ownKey = keyOf(url, headers);
    const exchange = new Exchange({ recognised, request, ownKey, isStreamed, streams, send, clock: engine.clock });
    const model = recognised.model ?? (typeof fields['model'] === 'string' ? fields['model'] : 'default');
    return handOver({
      engine,
      destination: { handle: handles.find(recognised, ownKey, url), model },
      watching: isStreamed ? 'stream' : 'answer',
      options: signal === undefined ? {} : { signal },
      canRepeat: body.canRepeat,
      size: sizeOf(request),
      send: exchange.attempt,
    }).catch((error: unknown) => failed(error, { recognised, request, exchange, startedAt }));
  };

  const failed = (error: unknown, of: Asked): Response => {
    const { recognised, request, exchange, startedAt } = of;
    if (!isLlmError(error)) {
      if (request.signal?.aborted === true) notices.aborted(request.headers, engine.clock.elapsed() - startedAt);
      throw error;
    }
    letOuterTasksPass();
    if (exchange.settledInside !== undefined) return exchange.settledInside;
    const told = request.body.canRepeat ? error : saidOnce(error);
    if (onFailure === 'throw') throw asThrown(told);
    const response = lastResponse(told, exchange.lastFailed, recognised.api);
    return rememberError(atAddressOf(response, { url: request.url.href, redirected: false }), told);
  };

  const forward: Fetch = (input, init) => {
    if (MARK in underneath) {
      notices.layers();
      return underneath(input, init);
    }
    const isRequest = typeof input === 'object' && 'url' in input;
    const method = init?.method ?? (isRequest ? input.method : 'GET');
    const target = recogniser.recognise(method, isRequest ? input.url : String(input));
    if (target === undefined) return underneath(input, init);
    const { url, recognised } = target;
    const request = readRequest(url, input, init);
    return request instanceof Promise ? request.then((read) => ask(recognised, read)) : ask(recognised, request);
  };

  const fetch: Fetch = (input, init) => {
    try {
      return forward(input, init);
    } catch (error) {
      return Promise.reject(error);
    }
  };

  const face: Omit<ResilientFetch, keyof Fetch> & ThisType<ResilientFetch> = {
    client,
    on(type, listener) {
      client.on(type, listener);
      return resilient;
    },
    once(type, listener) {
      client.once(type, listener);
      return resilient;
    },
    off(type, listener) {
      client.off(type, listener);
      return resilient;
    },
    waits: () => client.waits(),
    gates: () => client.gates(),
    keys: () => client.keys(),
    configure: (options) => client.configure(options),
    pause: () => client.pause(),
    resume: () => client.resume(),
    async close() {
      if (!isOver) await client.close();
      await own?.close();
    },
  };
  const resilient = Object.assign(fetch, face, { [MARK]: true }) as ResilientFetch;
  return resilient;
}

function omit(options: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}
