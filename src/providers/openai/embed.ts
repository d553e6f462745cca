import type { EmbedLimits, ProviderEmbedReply, ProviderEmbedRequest } from '../../core/embed.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { toldCount } from '../usage.js';

// Any array of inputs has at most 2048, with at most 300,000 tokens over all of them, and a token is at least a byte:
// https://platform.openai.com/docs/api-reference/embeddings/create
const OWN_LIMITS: EmbedLimits = { maxInputs: 2_048, maxBytes: 300_000 };

// Hosts differ, and few say so; the smallest of the large ones takes 96: https://docs.cohere.com/reference/embed
const OTHER_LIMITS: EmbedLimits = { maxInputs: 96, maxBytes: 300_000 };

/** What one request to a host may hold. */
export function embedLimits({ ownHost }: { readonly ownHost: boolean }): EmbedLimits {
  return ownHost ? OWN_LIMITS : OTHER_LIMITS;
}

/** Maps a request. The SDK asks for base64 by itself, which not every host knows. */
export function toEmbeddingRequest(
  { model, input, dimensions, providerOptions }: ProviderEmbedRequest,
  { ownHost }: { readonly ownHost: boolean },
): Record<string, unknown> {
  return {
    model,
    input,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(ownHost ? {} : { encoding_format: 'float' }),
    ...providerOptions,
  };
}

interface EmbeddingList {
  readonly data?: readonly { readonly index?: number; readonly embedding?: readonly number[] }[] | null;
  readonly usage?: { readonly prompt_tokens?: unknown; readonly total_tokens?: unknown } | null;
  readonly error?: unknown;
}

/** Maps an answer, its vectors in the order of the texts. Throws where it is none. */
export function toEmbedReply(raw: unknown, capture: ResponseCapture): ProviderEmbedReply {
  const { data, usage, error } = (raw ?? {}) as EmbeddingList;
  if (error) throw capture.responseFailure({ error });
  if (!Array.isArray(data)) throw capture.responseFailure();
  const inOrder = (data as NonNullable<EmbeddingList['data']>)
    .map((entry, position) => ({ ...entry, index: entry.index ?? position }))
    .sort((first, second) => first.index - second.index);
  return {
    embeddings: inOrder.map(({ embedding }) => embedding ?? []),
    usage: { inputTokens: toldCount(usage?.prompt_tokens), totalTokens: toldCount(usage?.total_tokens) },
    raw,
  };
}
