import { embeddingRequest } from '../embeddings.js';
import { optionalCount, optionalRecord, optionalText, requireList, requireRecord, requireText } from '../read-body.js';
import { MalformedRequest, type ParsedRequest } from '../wire-format.js';

/** The last part of the paths of vectors. @internal */
export const EMBED_ACTIONS: readonly string[] = ['batchEmbedContents', 'embedContent'];

const MOST_REQUESTS = 100;

/** https://ai.google.dev/api/embeddings @internal */
export function parseGeminiEmbeddings(
  { model, action }: { readonly model: string; readonly action: string },
  input: unknown,
): ParsedRequest {
  const body = requireRecord(input, 'body');
  const isBatch = action === 'batchEmbedContents';
  const requests = isBatch ? requireList(body['requests'], 'requests') : [body];
  if (requests.length > MOST_REQUESTS) {
    throw new MalformedRequest(
      `* BatchEmbedContentsRequest.requests: at most ${MOST_REQUESTS} requests can be in one batch\n`,
    );
  }
  const other = requests.find((request) => isBatch && request['model'] !== `models/${model}`);
  if (other !== undefined) throw new MalformedRequest('* BatchEmbedContentsRequest.requests[].model: must match\n');
  return embeddingRequest({
    provider: 'gemini',
    model,
    texts: requests.map(({ content }) => requireText(partsText(content), 'content')),
    dimensions: optionalCount(requests[0]?.['outputDimensionality']),
    tooLong: 'refuse',
    write: (vectors) => {
      const embeddings = vectors.map((values) => ({ values }));
      return isBatch ? { embeddings } : { embedding: embeddings[0] };
    },
  });
}

function partsText(content: unknown): string {
  const { parts } = optionalRecord(content);
  const list: readonly unknown[] = Array.isArray(parts) ? parts : [];
  return list.map((part) => optionalText(optionalRecord(part)['text'])).join('');
}
