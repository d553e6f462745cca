import { sendableBody, type SendableBody } from './request-body.js';

/** A request as it will be sent, as often as it must be. */
export interface ReadRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  readonly body: SendableBody;
  /** What the body says, where it is a JSON object. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** All else that the caller said. */
  readonly init: RequestInit;
}

/** Reads what a `fetch` is called with. */
export async function readRequest(
  { url, method }: { readonly url: URL; readonly method: string },
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<ReadRequest> {
  const request = typeof input === 'object' && 'url' in input ? input : undefined;
  const { headers: givenHeaders, body: givenBody, signal: givenSignal, method: _method, ...rest } = init;
  const signal = givenSignal ?? request?.signal;
  signal?.throwIfAborted();
  const given = givenBody ?? (request === undefined || request.body === null ? undefined : await request.arrayBuffer());
  const body = await sendableBody(given);
  const headers = new Headers(givenHeaders ?? request?.headers);
  if (body.contentType !== undefined && !headers.has('content-type')) headers.set('content-type', body.contentType);
  return { url, method, headers, signal: signal ?? undefined, body, fields: fieldsOf(body.body), init: rest };
}

function fieldsOf(body: SendableBody['body']): ReadRequest['fields'] {
  const text = typeof body === 'string' ? body : body instanceof Uint8Array ? firstText(body) : '';
  if (!text.startsWith('{')) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Only where it can be JSON: sound and images are megabytes of something else. */
function firstText(bytes: Uint8Array): string {
  return bytes[0] === 0x7b ? new TextDecoder().decode(bytes) : '';
}
