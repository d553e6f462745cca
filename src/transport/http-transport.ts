import type { Dispatcher, RequestInit } from 'undici';
import { isLoopbackHost } from './loopback.js';
import { readProxySettings } from './proxy-settings.js';
import type { RequestHeaders } from './request-headers.js';

/** What is sent. The body is text, bytes or a stream: built-in FormData and Request don't mix with undici's own fetch. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: RequestHeaders;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream | undefined;
  readonly signal: AbortSignal;
  /** To open the connection, in ms; `false` for no limit. */
  readonly connectTimeoutMs: number | false;
  /** One of the user's own, in place of the transport's. */
  readonly dispatcher?: unknown;
}

/** Sends requests over connections of its own, never over the process-wide dispatcher. */
export interface HttpTransport {
  /** Loads what the first request would load. */
  prepare(): Promise<void>;
  fetch(url: string, request: HttpRequest): Promise<Response>;
  /** Ends every connection; what is still under way fails. A later request opens new ones. */
  close(): Promise<void>;
}

type Undici = typeof import('undici');

let loading: Promise<Undici> | undefined;
/** Once it is there, a request need not wait for it any more. */
let loaded: Undici | undefined;

/** undici costs 100 ms to load: not before the first request. */
function loadUndici(): Promise<Undici> {
  loading ??= import('undici').then((undici) => (loaded = undici));
  return loading;
}

// The watch over the answer is the caller's, on its own clock: undici's 300 s would kill every slow local model.
const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 } as const;

function createDispatcher(undici: Undici, route: { connectTimeoutMs: number | false; proxied: boolean }): Dispatcher {
  const connect = { timeout: route.connectTimeoutMs === false ? 0 : route.connectTimeoutMs };
  const proxies = route.proxied ? readProxySettings() : undefined;
  if (proxies === undefined) return new undici.Agent({ ...NO_TIMEOUTS, connect });
  // A proxied connection has two legs, each with a connector of its own.
  return new undici.EnvHttpProxyAgent({ ...NO_TIMEOUTS, ...proxies, connect, proxyTls: connect, requestTls: connect });
}

function isSized(body: NonNullable<HttpRequest['body']>): boolean {
  return typeof body === 'string' || body instanceof Uint8Array;
}

/** The part of a URL that tells where it goes; its parts are not looked at. */
const ORIGIN = /^[^/?#]*\/\/[^/?#]*/;

/** A transport with connections of its own: one pool for each connect timeout, and loopback apart from proxies. */
export function createHttpTransport(): HttpTransport {
  const dispatchers = new Map<string, Dispatcher>();
  /** Where the last request went: nearly always where the next one goes. */
  let last:
    { readonly root: string; readonly connectTimeoutMs: number | false; readonly dispatcher: Dispatcher } | undefined;

  const dispatcherFor = (undici: Undici, url: string, connectTimeoutMs: number | false): Dispatcher => {
    if (last?.connectTimeoutMs === connectTimeoutMs && url.startsWith(last.root)) return last.dispatcher;
    const proxied = !isLoopbackHost(new URL(url).hostname);
    const key = `${proxied ? 'proxied' : 'direct'}:${connectTimeoutMs}`;
    let dispatcher = dispatchers.get(key);
    if (dispatcher === undefined) {
      dispatcher = createDispatcher(undici, { connectTimeoutMs, proxied });
      dispatchers.set(key, dispatcher);
    }
    // With the slash, or the beginning of another host's name would do.
    last = { root: `${ORIGIN.exec(url)?.[0] ?? url}/`, connectTimeoutMs, dispatcher };
    return dispatcher;
  };

  const send = (undici: Undici, url: string, request: HttpRequest): Promise<Response> => {
    const { method, headers, body, signal, connectTimeoutMs, dispatcher } = request;
    signal.throwIfAborted();
    const init: RequestInit = {
      method,
      // Built-in Headers work with undici's own fetch; only their types differ.
      headers: headers as Record<string, string>,
      signal,
      // A redirect would be a second request, and would carry the key to another host.
      redirect: 'manual',
      dispatcher: (dispatcher as Dispatcher | undefined) ?? dispatcherFor(undici, url, connectTimeoutMs),
    };
    if (body !== undefined) {
      init.body = body;
      if (!isSized(body)) init.duplex = 'half';
    }
    return undici.fetch(url, init);
  };

  return {
    async prepare() {
      await loadUndici();
    },
    fetch(url, request) {
      // No async function: its frame would stand around undici's own for each request.
      if (loaded === undefined) return loadUndici().then((undici) => send(undici, url, request));
      try {
        return send(loaded, url, request);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    async close() {
      const closing = [...dispatchers.values()];
      dispatchers.clear();
      last = undefined;
      await Promise.all(closing.map((dispatcher) => dispatcher.destroy()));
    },
  };
}
