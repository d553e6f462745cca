import { embeddingRequest, requireTexts } from '../embeddings.js';
import { optionalCount, requireRecord, requireText } from '../read-body.js';
import type { ParsedRequest } from '../wire-format.js';

const MOST_INPUTS = 2_048;

/** https://platform.openai.com/docs/api-reference/embeddings/create @internal */
export function parseOpenAIEmbeddings(input: unknown): ParsedRequest {
  const body = requireRecord(input, 'body');
  const model = requireText(body['model'], 'model');
  const isBase64 = body['encoding_format'] === 'base64';
  return embeddingRequest({
    provider: 'openai',
    model,
    texts: requireTexts(body['input'], 'input', MOST_INPUTS),
    dimensions: optionalCount(body['dimensions']),
    tooLong: 'refuse',
    write: (vectors, { inputTokens }) => ({
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: isBase64 ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector,
      })),
      model,
      usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
    }),
  });
}
