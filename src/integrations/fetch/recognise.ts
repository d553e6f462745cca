import type { WireApi, WireEndpoint } from '../../core/wire.js';
import { allWires } from '../../providers/wires.js';
import { isLoopbackHost } from '../../transport/loopback.js';
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

/** Tells requests to LLMs from all others. */
export class Recogniser {
  readonly #routes: readonly FetchRoute[];
  readonly #everywhere: string | undefined;
  /** An SDK asks for the same address again and again. */
  #last: { readonly href: string; readonly recognised: Recognised | undefined } | undefined;

  constructor(routes: readonly FetchRoute[], provider: string | undefined) {
    this.#routes = routes;
    this.#everywhere = provider;
  }

  /** @returns `undefined` where it is none */
  recognise(method: string, url: URL): Recognised | undefined {
    if (method !== 'POST') return undefined;
    const { href } = url;
    if (this.#last?.href !== href) this.#last = { href, recognised: this.#look(url) };
    return this.#last.recognised;
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
