import type { AnswerShape, AnswerSigns, ChoiceSign, WireApi, WireEndpoint, WireHost } from '../../core/wire.js';
import { hasContent, toFinishReason, toUsage, type Completion } from './response.js';
import { VENDOR_NAMES, VENDORS } from './vendors.js';
import { responsesShape } from './wire-responses.js';

type AnyChoice = NonNullable<Completion['choices']>[number] & { readonly text?: unknown };
type AnyCompletion = Omit<Completion, 'choices'> & { readonly choices?: readonly AnyChoice[] | null };

const NO_CHOICES: readonly AnyChoice[] = [];

/** Chat completions, and the older text completions. */
const completionShape: AnswerShape = {
  framing: 'sse',
  // The usage, and `[DONE]`: hosts leave out both.
  hasFarewell: true,
  // It reads each word of a streamed answer: once over the choices, and nothing is made on the way.
  read(value): AnswerSigns {
    if (typeof value !== 'object' || value === null) return { hasContent: false };
    const { choices, error, usage } = value as AnyCompletion;
    if (error) return { hasContent: false, error: { error } };
    let holdsContent = false;
    let isError = false;
    let isOneOfSeveral = false;
    let end: AnswerSigns['end'];
    for (const choice of choices ?? NO_CHOICES) {
      const { index, message, delta, text, finish_reason: reason } = choice;
      if (choice.error) return { hasContent: false, error: { error: choice.error } };
      isOneOfSeveral ||= Boolean(index);
      holdsContent ||= hasContent(message ?? delta) || Boolean(text);
      if (!reason) continue;
      isError ||= reason === 'error';
      end = toFinishReason(reason) === 'stop' && end !== 'told' ? 'stop' : 'told';
    }
    return {
      hasContent: holdsContent,
      end,
      choices: isOneOfSeveral ? choices?.map(toChoiceSign) : undefined,
      error: isError ? value : undefined,
      usage: usage ? toUsage(usage) : undefined,
    };
  },
};

/** Of `n` answers, each ends by itself. https://platform.openai.com/docs/api-reference/chat/create#chat-create-n */
function toChoiceSign({ index = 0, finish_reason: reason }: AnyChoice): ChoiceSign {
  return { index, hasEnded: Boolean(reason) };
}

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
