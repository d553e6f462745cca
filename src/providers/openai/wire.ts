import type { AnswerShape, AnswerSigns, WireApi, WireEndpoint } from '../../core/wire.js';
import { hasContent, toFinishReason, toUsage, type Completion } from './response.js';
import { responsesShape } from './wire-responses.js';

type TextCompletion = Completion & { readonly choices?: readonly { readonly text?: unknown }[] | null };

/** Chat completions, and the older text completions. */
const completionShape: AnswerShape = {
  framing: 'sse',
  read(value): AnswerSigns {
    if (typeof value !== 'object' || value === null) return { hasContent: false };
    const { choices, error, usage } = value as TextCompletion;
    const failed = choices?.find((choice) => choice.error);
    if (error || failed) return { hasContent: false, error: { error: error ?? failed?.error } };
    const reasons = (choices ?? []).flatMap(({ finish_reason: reason }) => (reason ? [toFinishReason(reason)] : []));
    const isError = choices?.some((choice) => choice.finish_reason === 'error') === true;
    return {
      hasContent:
        choices?.some(({ message, delta, text }: AnyChoice) => hasContent(message ?? delta) || Boolean(text)) === true,
      end: reasons.length === 0 ? undefined : reasons.every((reason) => reason === 'stop') ? 'stop' : 'told',
      ...(isError ? { error: value } : {}),
      ...(usage ? { usage: toUsage(usage) } : {}),
    };
  },
};

type AnyChoice = NonNullable<Completion['choices']>[number] & { readonly text?: unknown };

const embeddingsShape: AnswerShape = {
  framing: 'sse',
  read(value) {
    const { data, error, usage } = (value ?? {}) as { data?: unknown; error?: unknown; usage?: Completion['usage'] };
    if (error) return { hasContent: false, error: value };
    return {
      hasContent: Array.isArray(data) && data.length > 0,
      ...(usage ? { usage: toUsage(usage) } : {}),
    };
  },
};

const streamsByBody: WireEndpoint['streams'] = ({ body }) => body['stream'] === true;

/** https://platform.openai.com/docs/api-reference, and all who speak it. Azure puts the model into the path. */
export const openaiWire: WireApi = {
  name: 'openai',
  // LM Studio, llama.cpp, vLLM: nobody's account there is one at OpenAI.
  loopbackName: 'openai-compatible',
  hosts: [
    { host: /(?:^|\.)api\.openai\.com$/, name: 'openai' },
    { host: /\.openai\.azure\.com$/, name: 'azure' },
    { host: /^openrouter\.ai$/, name: 'openrouter' },
    { host: /^api\.groq\.com$/, name: 'groq' },
    { host: /^api\.deepseek\.com$/, name: 'deepseek' },
    { host: /^api\.mistral\.ai$/, name: 'mistral' },
    { host: /^api\.x\.ai$/, name: 'xai' },
    { host: /^api\.together\.(?:xyz|ai)$/, name: 'together' },
    { host: /^api\.fireworks\.ai$/, name: 'fireworks' },
    { host: /^api\.cerebras\.ai$/, name: 'cerebras' },
    { host: /^api\.sambanova\.ai$/, name: 'sambanova' },
    { host: /^integrate\.api\.nvidia\.com$/, name: 'nvidia' },
    { host: /^models\.github\.ai$/, name: 'github' },
    { host: /^router\.huggingface\.co$/, name: 'huggingface' },
    { host: /^ai-gateway\.vercel\.sh$/, name: 'vercel' },
  ],
  endpoints: [
    {
      path: /(?:\/deployments\/(?<model>[^/]+))?\/(?:chat\/)?completions$/,
      answer: completionShape,
      streams: streamsByBody,
    },
    { path: /\/responses$/, answer: responsesShape, streams: streamsByBody },
    { path: /(?:\/deployments\/(?<model>[^/]+))?\/embeddings$/, answer: embeddingsShape, streams: () => false },
    { path: /\/moderations$/, streams: () => false },
    { path: /\/images\/(?:generations|edits|variations)$/, streams: () => false },
    { path: /\/audio\/(?:speech|transcriptions|translations)$/, streams: () => false },
  ],
  keyHeader: 'authorization',
  errorForm: 'object',
};
