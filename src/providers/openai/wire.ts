import type { AnswerShape, AnswerSigns, WireApi, WireEndpoint, WireHost } from '../../core/wire.js';
import { hasContent, toFinishReason, toUsage, type Completion } from './response.js';
import { VENDOR_NAMES, VENDORS } from './vendors.js';
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

/** Known by their address only. */
const OTHER_HOSTS: readonly WireHost[] = [
  { host: /^api\.sambanova\.ai$/, name: 'sambanova' },
  { host: /^ai-gateway\.vercel\.sh$/, name: 'vercel' },
];

/** The hosts of all vendors, by the names that they have everywhere. One of another API is known by that one first. */
function vendorHosts(): WireHost[] {
  return VENDOR_NAMES.flatMap((name) =>
    VENDORS[name].hosts.map((entry) => ({
      host: new RegExp(`${entry.startsWith('.') ? '' : '^'}${entry.replaceAll('.', '\\.')}$`),
      name,
    })),
  );
}

/** https://platform.openai.com/docs/api-reference, and all who speak it. Azure puts the model into the path. */
export const openaiWire: WireApi = {
  name: 'openai',
  // LM Studio, llama.cpp, vLLM: nobody's account there is one at OpenAI.
  loopbackName: 'openai-compatible',
  hosts: [...vendorHosts(), ...OTHER_HOSTS],
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
