import { LlmError } from '../../core/error.js';

/** An error's facts, which is none itself. */
interface PlainCause {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: unknown;
}

/** By these words in an error's text, or its cause's, openai's package takes it for a timer of its own. */
const TIMER_WORDS = /(timed?) ?(out)/gi;

/**
 * The same error, to be thrown through an SDK. Some look for a code of the network's in all causes of an error and send the
 * whole call again: such causes are handed on as plain data. Others take an error that speaks of a timeout for a timer of
 * their own, and keep nothing of it: its text as `String()` gives it has a hyphen there, its `message` stays as it is.
 * https://github.com/vercel/ai/blob/main/packages/provider-utils/src/handle-fetch-error.ts
 * https://github.com/openai/openai-node/blob/master/src/client.ts
 */
export function asThrown(error: LlmError): LlmError {
  const text = String(error);
  const hyphenated = withHyphens(text);
  const isPlain = !hasCode(error.cause) && !speaksOfTimer(error.cause);
  if (isPlain && hyphenated === text) return error;
  const { message, reason, classification, provider, model, keyId, attempts, resumeAt } = error;
  const cause = isPlain ? error.cause : plainCause(error.cause, 0);
  const thrown = new LlmError({ message, reason, classification, provider, model, keyId, attempts, resumeAt, cause });
  // Hidden: it is no fact of the error's.
  return Object.defineProperty(thrown, 'toString', { value: () => hyphenated });
}

function withHyphens(text: string): string {
  return text.replace(TIMER_WORDS, '$1-$2');
}

function speaksOfTimer(cause: unknown): boolean {
  return cause instanceof Error && withHyphens(String(cause)) !== String(cause);
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
