import type { EmbedLimits, ProviderEmbedReply, ProviderEmbedRequest } from '../../core/embed.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { toldCount } from '../usage.js';

/** Ollama takes any number, and embeds them on this machine: small batches show progress, and lose little. */
export const OLLAMA_EMBED_LIMITS: EmbedLimits = { maxInputs: 64 };

/** Maps a request to `/api/embed`, see https://docs.ollama.com/api/embed */
export function toOllamaEmbedRequest(request: ProviderEmbedRequest): Record<string, unknown> {
  const { model, input, dimensions, providerOptions } = request;
  return {
    model,
    input,
    // A text that is too long is cut in silence otherwise, and its vector is that of its beginning.
    truncate: false,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...providerOptions,
  };
}

/** Maps an answer. Throws where it is none. */
export function toOllamaEmbedReply(raw: unknown, capture: ResponseCapture): ProviderEmbedReply {
  const answer = (raw ?? {}) as {
    readonly embeddings?: unknown;
    readonly prompt_eval_count?: unknown;
    readonly error?: unknown;
  };
  if (answer.error !== undefined || !Array.isArray(answer.embeddings)) throw capture.responseFailure();
  const inputTokens = toldCount(answer.prompt_eval_count);
  return {
    embeddings: answer.embeddings as ProviderEmbedReply['embeddings'],
    usage: { inputTokens, totalTokens: inputTokens },
    raw,
  };
}
