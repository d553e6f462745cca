import type { WireApi, WireEndpoint } from '../../core/wire.js';
import { allWires } from '../../providers/wires.js';
import { isLoopbackHost } from '../../transport/http/loopback.js';
import type { FetchRoute } from './options.js';

/** A request to an LLM, as its address tells it. */
export interface Recognised {
  /** Whose limits, keys and policies hold: a vendor's name. */
  readonly provider: string;
  readonly api: WireApi;
  readonly endpoint: WireEndpoint;
  /** The model, where the path names it. */
  readonly model: string | undefined;
  /** Only because it is on this machine: nobody's keys are meant for it. */
  readonly isGuess: boolean;
}

/** An address of an LLM. It is shared by all requests to it. */
export interface Target {
  readonly url: URL;
  readonly recognised: Recognised;
}

/** Tells requests to LLMs from all others. */
export class Recogniser {
  readonly #routes: readonly FetchRoute[];
  readonly #everywhere: string | undefined;
  /** An SDK asks for the same address again and again: it is parsed and looked at once. */
  #last: { readonly address: string; readonly target: Target | undefined } | undefined;

  constructor(routes: readonly FetchRoute[], provider: string | undefined) {
    this.#routes = routes;
    this.#everywhere = provider;
  }

  /** @returns `undefined` where it is none, or no address */
  recognise(method: string, address: string): Target | undefined {
    if (method.toUpperCase() !== 'POST') return undefined;
    if (this.#last?.address !== address) this.#last = { address, target: this.#find(address) };
    return this.#last.target;
  }

  #find(address: string): Target | undefined {
    const url = parse(address);
    const recognised = url && this.#look(url);
    return recognised && { url, recognised };
  }

  #look(url: URL): Recognised | undefined {
    const route = this.#routes.find(({ baseURL }) => isUnder(url, baseURL));
    if (route !== undefined) return find(url, { provider: route.provider, api: route.api });
    if (this.#everywhere !== undefined) return find(url, { provider: this.#everywhere });
    for (const api of allWires) {
      const known = api.hosts.find(({ host }) => host.test(url.host));
      if (known !== undefined) return find(url, { provider: known.name, first: api });
    }
    return isLoopbackHost(url.hostname) ? find(url, {}) : undefined;
  }
}

/** Most addresses are some: to ask first costs as much as to parse. */
function parse(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

function isUnder(url: URL, baseURL: string): boolean {
  const base = baseURL.replace(/\/+$/, '');
  return url.href.startsWith(base) && /^(?:[/?#]|$)/.test(url.href.slice(base.length));
}

/** The endpoint of a path: of the API that the host is known for, else of any. */
function find(
  url: URL,
  host: { readonly provider?: string; readonly api?: string | undefined; readonly first?: WireApi },
): Recognised | undefined {
  const named = host.api === undefined ? allWires : allWires.filter(({ name }) => name === host.api);
  const apis = host.first === undefined ? named : [host.first, ...named.filter((api) => api !== host.first)];
  for (const api of apis) {
    for (const endpoint of api.endpoints) {
      const match = endpoint.path.exec(url.pathname);
      if (match === null) continue;
      const model = match.groups?.['model'];
      return {
        provider: host.provider ?? api.loopbackName ?? api.name,
        api,
        endpoint,
        model: model === undefined ? undefined : decodeURIComponent(model),
        isGuess: host.provider === undefined,
      };
    }
  }
  return undefined;
}
