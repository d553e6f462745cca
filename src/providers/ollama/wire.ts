import type { AnswerShape, AnswerSigns, WireApi, WireEndpoint } from '../../core/wire.js';
import { ollamaPricing } from './pricing.js';
import { toUsage, type OllamaChunk } from './response.js';

type Line = OllamaChunk & {
  readonly response?: string;
  readonly thinking?: string;
  readonly error?: unknown;
  readonly embeddings?: readonly unknown[];
  readonly embedding?: readonly unknown[];
};

const lines: AnswerShape = {
  framing: 'ndjson',
  read(value): AnswerSigns {
    if (typeof value !== 'object' || value === null) return { hasContent: false };
    const line = value as Line;
    if (line.error) return { hasContent: false, error: { error: line.error } };
    const { message, done, done_reason: reason } = line;
    const hasContent = Boolean(
      message?.content || message?.thinking || message?.tool_calls?.length || line.response || line.thinking,
    );
    // Some back ends end with a reason and without `done`: https://github.com/ollama/ollama-vscode/pull/61
    const isLast = done === true || (typeof reason === 'string' && reason !== '');
    if (!isLast) return { hasContent };
    // Servers of before 2024 give no reason; `load` and `unload` are no answers and mean to be none.
    return { hasContent, isLast, end: (reason ?? 'stop') === 'stop' ? 'stop' : 'told', usage: toUsage(line) };
  },
};

const embeddings: AnswerShape = {
  framing: 'ndjson',
  read(value) {
    const { error, embeddings: many, embedding: one } = (value ?? {}) as Line;
    if (error) return { hasContent: false, error: { error } };
    return { hasContent: (many?.length ?? one?.length ?? 0) > 0 };
  },
};

// Unless told otherwise, Ollama streams: https://github.com/ollama/ollama/blob/main/docs/api.md#streaming-responses
const streams: WireEndpoint['streams'] = ({ body }) => body['stream'] !== false;

/** https://github.com/ollama/ollama/blob/main/docs/api.md */
export const ollamaWire: WireApi = {
  name: 'ollama',
  hosts: [
    { host: /^(?:www\.|api\.)?ollama\.com$/, name: 'ollama' },
    { host: /:11434$/, name: 'ollama' },
  ],
  endpoints: [
    { path: /\/api\/(?:chat|generate)$/, answer: lines, streams },
    { path: /\/api\/embed(?:dings)?$/, answer: embeddings, streams: () => false },
  ],
  keyHeader: 'authorization',
  errorForm: 'text',
  // As the provider's own: a cold model is read from disk first.
  timeouts: { firstToken: '10m' },
  pricing: ollamaPricing,
};
