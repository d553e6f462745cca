import { isJson } from './json-text.js';

/** For an SDK, a copy of an answer that failed, whose body was read: what it throws then can be the `cause`. */
export function failedCopy(response: Response, text: string): Response {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  // The copy is plain text of another length, and SDKs print to the console what is not declared as JSON.
  for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) headers.delete(name);
  headers.set('content-type', 'application/json');
  const copy = isJson(text) ? text : JSON.stringify({ error: text });
  return new Response(status === 204 || status === 205 ? null : copy, {
    // Redirects and other odd statuses must fail in the SDK, too.
    status: response.ok ? status : Math.max(status, 400),
    statusText,
    headers,
  });
}
