import { LlmError } from '../../core/error.js';

/** An error's facts, which is none itself. */
interface PlainCause {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The same error, to be thrown through an SDK. Some look for a code of the network's in all causes of an error and send the
 * whole call again, or take any cause that is called TimeoutError for a timer of their own and keep nothing of it: such
 * causes are handed on as plain data.
 * https://github.com/vercel/ai/blob/main/packages/provider-utils/src/handle-fetch-error.ts
 * https://github.com/openai/openai-node/blob/master/src/client.ts
 */
export function asThrown(error: LlmError): LlmError {
  if (!hasCode(error.cause)) return error;
  const { message, reason, classification, provider, model, keyId, attempts, resumeAt } = error;
  const cause = plainCause(error.cause, 0);
  return new LlmError({ message, reason, classification, provider, model, keyId, attempts, resumeAt, cause });
}

const MAX_DEPTH = 8;

function hasCode(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Error; depth += 1) {
    if (typeof (current as { readonly code?: unknown }).code === 'string') return true;
    current = current.cause;
  }
  return false;
}

function plainCause(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code } = error as { readonly code?: unknown };
  return {
    name,
    message,
    stack,
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined || depth === MAX_DEPTH ? {} : { cause: plainCause(cause, depth + 1) }),
  } satisfies PlainCause;
}
