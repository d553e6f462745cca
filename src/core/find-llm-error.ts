import { isLlmError, type LlmError } from './error.js';

const MAX_DEPTH = 8;

/** What the headers of a response stand for that ended a call. */
const byHeaders = new WeakMap<object, LlmError>();

/** Remembers what a response stands for: SDKs keep its headers in the error that they throw. @internal */
export function rememberError(response: Response, error: LlmError): Response {
  byHeaders.set(response.headers, error);
  return response;
}

/**
 * The `LlmError` behind what an SDK threw over a resilient `fetch`: its kind, why the call ended, when it may go on.
 * `undefined` where there is none, or where the SDK keeps nothing of it (Ollama's and Google's keep the status and
 * the words alone; `onFailure: 'throw'` gives the error itself).
 * @example
 * try { await sdk.chat.completions.create(request); } catch (error) { console.log(findLlmError(error)?.kind); }
 */
export function findLlmError(error: unknown): LlmError | undefined {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && typeof current === 'object' && current !== null; depth += 1) {
    if (isLlmError(current)) return current;
    const { headers, cause } = current as { readonly headers?: unknown; readonly cause?: unknown };
    const remembered = typeof headers === 'object' && headers !== null ? byHeaders.get(headers) : undefined;
    if (remembered !== undefined) return remembered;
    current = cause;
  }
  return undefined;
}
