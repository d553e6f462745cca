import { isLoopbackHost } from '../../transport/http/loopback.js';

/** The port of a local daemon, see https://docs.ollama.com/faq */
const DEFAULT_PORT = '11434';

/** Where Ollama Cloud is; its keys are for nobody else. */
export function isOllamaCloud(hostname: string): boolean {
  return hostname === 'ollama.com' || hostname.endsWith('.ollama.com');
}

/**
 * The address that a form of OLLAMA_HOST means, as the `ollama` package reads it: `host`, `host:port`, `:port`,
 * `0.0.0.0`, a URL. Without a port it is 11434, but with a protocol that protocol's own.
 * @returns `undefined` where it means none.
 */
export function readOllamaHost(host: string): string | undefined {
  const explicit = host.includes('://');
  const text = host.startsWith(':') ? `http://127.0.0.1${host}` : explicit ? host : `http://${host}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // new URL() drops a port that is the protocol's own: `host:80` means 80, and not 11434.
  if (!explicit && url.port === '' && !/:80(?:\/|$)/.test(host)) url.port = DEFAULT_PORT;
  // An address to listen at; not every system lets clients connect to it.
  if (isLoopbackHost(url.hostname) && url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  return url.href.replace(/\/+$/, '');
}
