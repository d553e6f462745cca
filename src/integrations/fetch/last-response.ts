import { ERROR_KINDS, type ErrorKind } from '../../core/error-kinds.js';
import type { LlmError } from '../../core/error.js';
import type { WireApi } from '../../core/wire.js';
import { KIND_HEADER, type FailedResponse } from './failed-response.js';
import { shownDate } from '../../core/shown-date.js';

/** What SDKs would ask again for, or what no longer fits the body. */
const LEFT_OUT = ['retry-after', 'retry-after-ms', 'content-length', 'content-encoding', 'transfer-encoding'];

/** Statuses for failures that have none of the provider's. */
const STATUSES: Readonly<Partial<Record<ErrorKind, number>>> = {
  'model-not-found': 404,
  authentication: 401,
  permission: 403,
  overloaded: 503,
  'server-error': 500,
  timeout: 504,
  network: 502,
  'invalid-response': 502,
  unknown: 502,
  'insufficient-resources': 500,
  cancelled: 499,
  'context-length': 400,
  'content-filter': 400,
  'invalid-request': 400,
};

function statusOf({ kind, classification }: LlmError): number {
  const { status } = classification;
  if (status !== undefined && status >= 400 && status <= 599) return status;
  return STATUSES[kind] ?? (ERROR_KINDS[kind].budget === 'time' ? 429 : 400);
}

/**
 * The response that a call ends with: the provider's own last one where that is what the call failed with, else one like
 * it. It says `x-should-retry: false`, which SDKs obey, and no time that they could wait for.
 */
export function lastResponse(error: LlmError, last: FailedResponse | undefined, api: WireApi): Response {
  const isOwn = last !== undefined && last.status === error.classification.status;
  const headers = new Headers(isOwn ? last.headers : { 'content-type': 'application/json' });
  for (const name of LEFT_OUT) headers.delete(name);
  headers.set('x-should-retry', 'false');
  headers.set(KIND_HEADER, error.kind);
  headers.set('x-llm-resilience-reason', error.reason);
  if (error.resetsAt !== undefined) headers.set('x-llm-resilience-resets-at', shownDate(error.resetsAt).toISOString());
  if (error.resumeAt !== undefined) headers.set('x-llm-resilience-resume-at', shownDate(error.resumeAt).toISOString());
  if (isOwn)
    return new Response(hasNoBody(last.status) ? null : last.text, {
      status: last.status,
      statusText: last.statusText,
      headers,
    });
  return new Response(errorBody(error, api), { status: statusOf(error), headers });
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

function errorBody({ message, kind, reason }: LlmError, { errorForm }: WireApi): string {
  return JSON.stringify({ error: errorForm === 'text' ? message : { message, type: kind, code: reason } });
}
