import type { Dispatcher } from 'undici';
import { isLoopbackHost } from './loopback.js';
import { readProxySettings } from './proxy-settings.js';
import type { RequestHeaders } from './request-headers.js';

/** What is sent. The body is text, bytes or a stream: built-in FormData and Request don't mix with undici's own fetch. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: RequestHeaders;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
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

let loadedUndici: Promise<Undici> | undefined;

/** undici costs 100 ms to load: not before the first request. */
function loadUndici(): Promise<Undici> {
  loadedUndici ??= import('undici');
  return loadedUndici;
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

/** A transport with connections of its own: one pool for each connect timeout, and loopback apart from proxies. */
export function createHttpTransport(): HttpTransport {
  const dispatchers = new Map<string, Dispatcher>();

  const dispatcherFor = (undici: Undici, url: string, connectTimeoutMs: number | false): Dispatcher => {
    const proxied = !isLoopbackHost(new URL(url).hostname);
    const key = `${proxied ? 'proxied' : 'direct'}:${connectTimeoutMs}`;
    let dispatcher = dispatchers.get(key);
    if (dispatcher === undefined) {
      dispatcher = createDispatcher(undici, { connectTimeoutMs, proxied });
      dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  };

  return {
    async prepare() {
      await loadUndici();
    },
    async fetch(url, { connectTimeoutMs, dispatcher, ...request }) {
      const undici = await loadUndici();
      request.signal.throwIfAborted();
      const response = await undici.fetch(url, {
        ...request,
        // Built-in Headers work with undici's own fetch; only their types differ.
        headers: request.headers as Record<string, string>,
        // A redirect would be a second request, and would carry the key to another host.
        redirect: 'manual',
        ...(request.body === undefined || isSized(request.body) ? {} : { duplex: 'half' as const }),
        dispatcher: (dispatcher as Dispatcher | undefined) ?? dispatcherFor(undici, url, connectTimeoutMs),
      });
      return response;
    },
    async close() {
      const closing = [...dispatchers.values()];
      dispatchers.clear();
      await Promise.all(closing.map((dispatcher) => dispatcher.destroy()));
    },
  };
}
