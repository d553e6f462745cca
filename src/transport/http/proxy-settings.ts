import { readEnvironment } from '../../core/environment.js';

/** The proxies that the environment asks for; an empty text means none. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Hosts that are reached directly, in the usual form: `example.com,.internal,host:8080` or `*`. */
  readonly noProxy: string;
}

// Lower case first, as curl and undici do it.
function readEither(name: string): string | undefined {
  return readEnvironment(name.toLowerCase()) ?? readEnvironment(name);
}

function proxyUrl(name: string): string | undefined {
  const value = readEither(name);
  if (value === undefined) return undefined;
  const url = value.includes('://') ? value : `http://${value}`;
  // The value is not printed: it may hold a password.
  if (!URL.canParse(url)) throw new TypeError(`Expected the environment variable ${name} to be the URL of a proxy.`);
  return url;
}

/**
 * Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case.
 * @returns `undefined` where no proxy is set.
 * @throws TypeError where one is no URL.
 */
export function readProxySettings(): ProxySettings | undefined {
  const httpProxy = proxyUrl('HTTP_PROXY');
  const httpsProxy = proxyUrl('HTTPS_PROXY');
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  return { httpProxy: httpProxy ?? '', httpsProxy: httpsProxy ?? '', noProxy: readEither('NO_PROXY') ?? '' };
}
