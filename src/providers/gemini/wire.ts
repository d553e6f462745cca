import type { AnswerShape, AnswerSigns, ChoiceSign, WireApi } from '../../core/wire.js';
import { toUsage, type GeminiCandidate, type GeminiResponse } from './response.js';

/** One answer, a piece of one, or all pieces as a list: what a stream is without `alt=sse`. */
function read(value: unknown): AnswerSigns {
  if (Array.isArray(value)) return value.map(readOne).reduce(together, { hasContent: false });
  return readOne(value);
}

function together(before: AnswerSigns, next: AnswerSigns): AnswerSigns {
  return {
    hasContent: before.hasContent || next.hasContent,
    end: next.end ?? before.end,
    error: before.error ?? next.error,
    usage: next.usage ?? before.usage,
  };
}

function readOne(value: unknown): AnswerSigns {
  if (typeof value !== 'object' || value === null) return { hasContent: false };
  const { candidates, promptFeedback, usageMetadata, error } = value as GeminiResponse;
  if (error) return { hasContent: false, error: { error } };
  const parts = candidates?.[0]?.content?.parts ?? [];
  const reason = candidates?.[0]?.finishReason;
  const isBlocked = promptFeedback?.blockReason !== undefined;
  return {
    hasContent: parts.some(
      ({ text, ...rest }) => Boolean(text) || Object.keys(rest).some((name) => name !== 'thought'),
    ),
    end: isBlocked || (reason !== undefined && reason !== 'STOP') ? 'told' : reason === undefined ? undefined : 'stop',
    ...(usageMetadata === undefined ? {} : { usage: toUsage(usageMetadata) }),
    ...(candidates?.some(({ index }) => index) ? { choices: candidates.map(toChoiceSign) } : {}),
  };
}

/** Of several candidates, each ends by itself. https://ai.google.dev/api/generate-content#candidate */
function toChoiceSign({ index = 0, finishReason }: GeminiCandidate): ChoiceSign {
  return { index, hasEnded: finishReason !== undefined };
}

const generated: AnswerShape = { framing: 'sse', read };

const embedded: AnswerShape = {
  framing: 'sse',
  read(value) {
    const { error, embedding, embeddings } = (value ?? {}) as {
      error?: unknown;
      embedding?: unknown;
      embeddings?: unknown;
    };
    if (error) return { hasContent: false, error: { error } };
    return { hasContent: Boolean(embedding) || (Array.isArray(embeddings) && embeddings.length > 0) };
  },
};

/** https://ai.google.dev/api/generate-content */
export const geminiWire: WireApi = {
  name: 'gemini',
  aliases: ['google'],
  hosts: [
    { host: /^generativelanguage\.googleapis\.com$/, name: 'gemini' },
    { host: /(?:^|-)aiplatform\.googleapis\.com$/, name: 'vertex' },
  ],
  endpoints: [
    {
      path: /\/models\/(?<model>[^/:]+):(?:streamGenerateContent|generateContent)$/,
      answer: generated,
      streams: ({ url }) => url.pathname.endsWith(':streamGenerateContent') && url.searchParams.get('alt') === 'sse',
    },
    {
      path: /\/models\/(?<model>[^/:]+):(?:embedContent|batchEmbedContents)$/,
      answer: embedded,
      streams: () => false,
    },
    { path: /\/models\/(?<model>[^/:]+):(?:countTokens|predict)$/, streams: () => false },
  ],
  keyHeader: 'x-goog-api-key',
  errorForm: 'object',
};
