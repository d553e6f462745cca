import type { Usage } from '../../core/reply.js';
import type { AnswerShape, AnswerSigns } from '../../core/wire.js';
import { countOrZero, toldCount } from '../usage.js';

interface ResponseObject {
  readonly status?: string;
  readonly error?: unknown;
  readonly output?: readonly { readonly type?: string }[];
  readonly usage?: {
    readonly input_tokens?: unknown;
    readonly output_tokens?: unknown;
    readonly total_tokens?: unknown;
    readonly input_tokens_details?: { readonly cached_tokens?: unknown } | null;
    readonly output_tokens_details?: { readonly reasoning_tokens?: unknown } | null;
  } | null;
}

function toUsage(usage: NonNullable<ResponseObject['usage']>): Usage {
  return {
    inputTokens: toldCount(usage.input_tokens),
    outputTokens: toldCount(usage.output_tokens),
    totalTokens: toldCount(usage.total_tokens),
    cachedTokens: countOrZero(usage.input_tokens_details?.cached_tokens),
    reasoningTokens: countOrZero(usage.output_tokens_details?.reasoning_tokens),
  };
}

function readResponse(response: ResponseObject): AnswerSigns {
  const { status, error, output, usage } = response;
  if (status === 'failed' || error) return { hasContent: false, error: error ? { error } : response };
  return {
    // Thoughts alone are no answer.
    hasContent: output?.some(({ type }) => type !== 'reasoning') === true,
    // `queued` and `in_progress`: asked for in the background, to be fetched later.
    end: status === undefined || status === 'completed' ? 'stop' : 'told',
    ...(usage ? { usage: toUsage(usage) } : {}),
  };
}

/** Events that bring something of the answer, or prepare for it. */
const CONTENT = /\.(?:delta|done|completed|partial_image)$/;
/** The last event of a stream, unless it is an error. */
const LAST = new Set(['response.completed', 'response.incomplete']);

/** https://platform.openai.com/docs/api-reference/responses-streaming */
export const responsesShape: AnswerShape = {
  framing: 'sse',
  read(value): AnswerSigns {
    if (typeof value !== 'object' || value === null) return { hasContent: false };
    const { type, response, error } = value as { type?: unknown; response?: ResponseObject; error?: unknown };
    if (typeof type !== 'string') return readResponse(value);
    if (type === 'error') return { hasContent: false, error: error ? { error } : value };
    if (type === 'response.failed') return { hasContent: false, error: { error: response?.error ?? response } };
    if (LAST.has(type)) return { ...readResponse(response ?? {}), isLast: true };
    return { hasContent: CONTENT.test(type) };
  },
};
