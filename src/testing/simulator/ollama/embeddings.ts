import { embeddingRequest, requireTexts } from '../embeddings.js';
import { optionalCount, requireRecord, requireText } from '../read-body.js';
import type { ParsedRequest } from '../wire-format.js';

/** https://docs.ollama.com/api/embed @internal */
export function parseOllamaEmbeddings(input: unknown): ParsedRequest {
  const body = requireRecord(input, 'body');
  const model = requireText(body['model'], 'model');
  return embeddingRequest({
    provider: 'ollama',
    model,
    texts: requireTexts(body['input'], 'input', Number.POSITIVE_INFINITY),
    dimensions: optionalCount(body['dimensions']),
    // It cuts unless told not to.
    tooLong: body['truncate'] === false ? 'refuse' : 'cut',
    write: (embeddings, { inputTokens, durationMs }) => ({
      model,
      embeddings,
      total_duration: Math.round(durationMs * 1e6),
      load_duration: 0,
      prompt_eval_count: inputTokens,
    }),
  });
}
