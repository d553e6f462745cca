import { sendableBody, textBody, type SendableBody } from './request-body.js';

/** A request as it will be sent, as often as it must be; only POSTs go to LLMs. */
export interface ReadRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  readonly body: SendableBody;
  /** What the body says, where it is a JSON object. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** All else that the caller said. */
  readonly init: RequestInit;
}

/** Reads what a `fetch` is called with; at once, unless its body has to be read first. */
export function readRequest(
  url: URL,
  input: string | URL | Request,
  init: RequestInit = {},
): ReadRequest | Promise<ReadRequest> {
  const request = typeof input === 'object' && 'url' in input ? input : undefined;
  const signal = init.signal ?? request?.signal;
  signal?.throwIfAborted();
  const read = (body: SendableBody): ReadRequest => {
    const { headers: givenHeaders, body: _body, signal: _signal, method: _method, ...rest } = init;
    const headers = new Headers(givenHeaders ?? request?.headers);
    if (body.contentType !== undefined && !headers.has('content-type')) headers.set('content-type', body.contentType);
    return { url, headers, signal: signal ?? undefined, body, fields: fieldsOf(body.body), init: rest };
  };
  if (typeof init.body === 'string') return read(textBody(init.body));
  return givenBody(request, init).then(sendableBody).then(read);
}

async function givenBody(request: Request | undefined, init: RequestInit): Promise<unknown> {
  return init.body ?? (request === undefined || request.body === null ? undefined : request.arrayBuffer());
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
