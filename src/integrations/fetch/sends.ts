import { createHttpTransport } from '../../transport/http/http-transport.js';
import type { SendableBody } from './request-body.js';

/** Whatever letters the caller wrote it in. */
const METHOD = 'POST';

/** One request, ready to be sent. */
export interface SentRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: SendableBody['body'];
  /** All else that the caller said. */
  readonly init: RequestInit;
  readonly signal: AbortSignal;
}

/** Sends one request. */
export type Sends = (request: SentRequest, connectTimeoutMs: number | false) => Promise<Response>;

/** Sends over a `fetch` of the user's own. */
export function sendsOver(fetch: (input: string, init?: RequestInit) => Promise<Response>): Sends {
  return ({ url, headers, body, init, signal }) =>
    fetch(url.href, {
      ...init,
      method: METHOD,
      headers,
      signal,
      ...(body === undefined ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    });
}

/** Sends over connections of the library's own. */
export function ownSends(): { readonly send: Sends; close(): Promise<void> } {
  const transport = createHttpTransport();
  return {
    send: ({ url, headers, body, init, signal }, connectTimeoutMs) =>
      transport.fetch(url.href, {
        method: METHOD,
        headers,
        end: { signal },
        connectTimeoutMs,
        ...(body === undefined ? {} : { body }),
        ...('dispatcher' in init && init.dispatcher ? { dispatcher: init.dispatcher } : {}),
      }),
    close: () => transport.close(),
  };
}
