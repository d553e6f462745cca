import type { AttemptContext } from '../../core/provider.js';
import type { HttpTransport } from '../../transport/http/http-transport.js';
import { ResponseCapture } from '../../transport/answers/response-capture.js';

/** Where Gemini is, and what every request to it carries. */
export interface GeminiConnection {
  readonly baseURL: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: HttpTransport;
}

/** One request of an attempt. */
export interface GeminiRestRequest {
  /** After the version: `/models`. */
  readonly path: string;
  /** Sent as JSON, by POST; without it the request is a GET. */
  readonly body?: unknown;
}

/**
 * Asks Gemini's REST API, for what only one of Google's two packages can do or what both hide: neither shows the pages
 * of a list. https://ai.google.dev/api
 */
export async function askGemini<Answer>(
  { baseURL, headers, transport }: GeminiConnection,
  { path, body }: GeminiRestRequest,
  { attempt, read }: { readonly attempt: AttemptContext; read(raw: unknown, capture: ResponseCapture): Answer },
): Promise<Answer> {
  const { key, timeouts, observe } = attempt;
  const capture = new ResponseCapture({
    transport,
    attempt,
    connectTimeoutMs: timeouts.connect,
    headers: { ...headers, ...(key === undefined ? {} : { 'x-goog-api-key': key }) },
    format: 'json',
    onHeaders: observe,
  });
  try {
    const response = await capture.fetch(`${baseURL}/v1beta${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw capture.responseFailure();
    const raw: unknown = await response.json();
    capture.assertAnswered();
    const answer = read(raw, capture);
    attempt.progress();
    return answer;
  } catch (error) {
    throw capture.failureOf(error);
  } finally {
    capture.release();
  }
}

/** A model's path: names of tuned models have their own collection. */
export function modelPath(model: string): string {
  const name = /^(?:models|tunedModels)\//.test(model) ? model : `models/${model}`;
  return name.split('/').map(encodeURIComponent).join('/');
}
