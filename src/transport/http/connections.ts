import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { ACCEPTED_ENCODINGS } from './decoded-sink.js';
import { exchange, type Destination, type ExchangedRequest } from './http-exchange.js';
import type { HttpRequest } from './http-request.js';
import { isLoopbackHost } from './loopback.js';
import { readProxySettings } from './proxy-settings.js';
import { listHeaders } from './request-headers.js';

// The watch over the answer is the caller's, on its own clock: undici's 300 s would kill every slow local model.
const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 } as const;

type ConnectTimeout = HttpRequest['connectTimeoutMs'];

function createDispatcher(route: { readonly connectTimeoutMs: ConnectTimeout; readonly proxied: boolean }): Dispatcher {
  const connect = { timeout: route.connectTimeoutMs === false ? 0 : route.connectTimeoutMs };
  const proxies = route.proxied ? readProxySettings() : undefined;
  if (proxies === undefined) return new Agent({ ...NO_TIMEOUTS, connect });
  // A proxied connection has two legs, each with a connector of its own.
  return new EnvHttpProxyAgent({ ...NO_TIMEOUTS, ...proxies, connect, proxyTls: connect, requestTls: connect });
}

interface Route extends Destination {
  readonly connectTimeoutMs: ConnectTimeout;
  readonly dispatcher: Dispatcher;
}

/** As undici's `fetch` says it; a name of one's own would tell hosts who sends, and some have rules by it. */
const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  accept: '*/*',
  'accept-encoding': ACCEPTED_ENCODINGS,
  'user-agent': 'undici',
};
const TEXT_HEADERS = { ...DEFAULT_HEADERS, 'content-type': 'text/plain;charset=UTF-8' };

/** Connections to any host: one pool for each connect timeout, and loopback apart from proxies. */
export class Connections {
  readonly #dispatchers = new Map<string, Dispatcher>();
  /** Where the last request went: nearly always where the next one goes. */
  #last: Route | undefined;

  /** Without redirects: each would be a second request, and would carry the key to another host. */
  send(url: string, request: HttpRequest): Promise<Response> {
    const { method, headers, body = null, end, connectTimeoutMs } = request;
    const route = this.#routeTo(url, connectTimeoutMs);
    return exchange((request.dispatcher as Dispatcher | undefined) ?? route.dispatcher, route, {
      method,
      headers: listHeaders(headers, typeof body === 'string' ? TEXT_HEADERS : DEFAULT_HEADERS),
      // It takes anything that can be iterated over; its types don't say so.
      body: body as ExchangedRequest['body'],
      end,
    });
  }

  async close(): Promise<void> {
    const closing = [...this.#dispatchers.values()];
    this.#dispatchers.clear();
    this.#last = undefined;
    await Promise.all(closing.map((dispatcher) => dispatcher.destroy()));
  }

  #routeTo(url: string, connectTimeoutMs: ConnectTimeout): Route {
    if (this.#last?.url === url && this.#last.connectTimeoutMs === connectTimeoutMs) return this.#last;
    const { origin, pathname, search, hostname, username, password } = new URL(url);
    if (username !== '' || password !== '') {
      throw new TypeError('Expected a URL without a user and password: they would not be sent. Set a header for them.');
    }
    const dispatcher = this.#dispatcherFor(connectTimeoutMs, !isLoopbackHost(hostname));
    this.#last = { url, origin, path: pathname + search, connectTimeoutMs, dispatcher };
    return this.#last;
  }

  #dispatcherFor(connectTimeoutMs: ConnectTimeout, proxied: boolean): Dispatcher {
    const key = `${proxied ? 'proxied' : 'direct'}:${connectTimeoutMs}`;
    const known = this.#dispatchers.get(key);
    if (known !== undefined) return known;
    const dispatcher = createDispatcher({ connectTimeoutMs, proxied });
    this.#dispatchers.set(key, dispatcher);
    return dispatcher;
  }
}
