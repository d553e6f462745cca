import type { EmbedLimits, ProviderEmbedReply, ProviderEmbedRequest } from '../../core/embed.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { toldCount } from '../usage.js';
import { modelPath, type GeminiRestRequest } from './rest.js';

// "At most 100 requests can be in one batch": https://ai.google.dev/api/embeddings#method:-models.batchembedcontents
// and the error of one more, https://github.com/run-llama/llama_index/issues/10897
export const GEMINI_EMBED_LIMITS: EmbedLimits = { maxInputs: 100 };

/** Maps a request. `providerOptions` are fields of each text's request, such as `taskType` and `title`. */
export function toBatchEmbedRequest(request: ProviderEmbedRequest): GeminiRestRequest {
  const { model, input, dimensions, providerOptions } = request;
  const path = modelPath(model);
  const requests = input.map((text) => ({
    model: decodeURIComponent(path),
    content: { parts: [{ text }] },
    ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
    ...providerOptions,
  }));
  return { path: `/${path}:batchEmbedContents`, body: { requests } };
}

interface GeminiEmbedding {
  readonly values?: readonly number[];
}

/** Maps an answer. Throws where it is none. */
export function toGeminiEmbedReply(raw: unknown, capture: ResponseCapture): ProviderEmbedReply {
  const answer = (raw ?? {}) as {
    readonly embeddings?: readonly GeminiEmbedding[];
    readonly usageMetadata?: { readonly promptTokenCount?: unknown; readonly totalTokenCount?: unknown };
  };
  if (!Array.isArray(answer.embeddings)) throw capture.responseFailure();
  const inputTokens = toldCount(answer.usageMetadata?.promptTokenCount);
  return {
    embeddings: answer.embeddings.map(({ values }: GeminiEmbedding) => values ?? []),
    usage: { inputTokens, totalTokens: toldCount(answer.usageMetadata?.totalTokenCount) ?? inputTokens },
    raw,
  };
}
