import type { AttemptEnd } from './attempt-end.js';
import type { RequestHeaders } from './request-headers.js';

/** What is sent. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: RequestHeaders;
  /** Built-in FormData and Request don't mix with undici's own. */
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream | undefined;
  /** What ends it early. */
  readonly end: AttemptEnd;
  /** To open the connection, in ms; `false` for no limit. */
  readonly connectTimeoutMs: number | false;
  /** One of the user's own, in place of the transport's. */
  readonly dispatcher?: unknown;
}
