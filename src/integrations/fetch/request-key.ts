import type { WireApi } from '../../core/wire.js';

/** Where SDKs put keys. */
const KEY_HEADERS = ['authorization', 'x-goog-api-key', 'x-api-key', 'api-key'] as const;
const KEY_PARAMETER = 'key';
const BEARER = /^Bearer\s+/i;

/** The key that a request brings. */
export function keyOf(url: URL, headers: Headers): string | undefined {
  for (const name of KEY_HEADERS) {
    const value = headers.get(name)?.replace(BEARER, '').trim();
    if (value) return value;
  }
  return url.searchParams.get(KEY_PARAMETER) ?? undefined;
}

/** The same request with another key, wherever the key was. */
export function withKey(
  request: { readonly url: URL; readonly headers: Headers },
  key: string,
  keyHeader: WireApi['keyHeader'],
): { readonly url: URL; readonly headers: Headers } {
  const url = new URL(request.url);
  const headers = new Headers(request.headers);
  const places = KEY_HEADERS.filter((name) => headers.has(name));
  const isInUrl = url.searchParams.has(KEY_PARAMETER);
  for (const name of places.length === 0 && !isInUrl ? [keyHeader] : places) {
    headers.set(name, name === 'authorization' ? `Bearer ${key}` : key);
  }
  if (isInUrl) url.searchParams.set(KEY_PARAMETER, key);
  return { url, headers };
}

/** Tokens that are made anew every hour or so stand for an account all the same: they are no keys of their own. */
export function isPassingToken(key: string): boolean {
  return /^(?:ya29\.|eyJ[\w-]+\.[\w-]+\.)/.test(key);
}
