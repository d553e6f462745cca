import { ollama } from '../../../src/providers/ollama/index.js';
import type { ProviderContractSpec, WireText } from '../../../src/testing/provider-contract/contract-spec.js';

const NDJSON = { 'content-type': 'application/x-ndjson' };

function line(value: object): string {
  return `${JSON.stringify({ model: 'contract-model', created_at: '2026-11-20T10:00:00Z', ...value })}\n`;
}

function streamed({ texts, finishReason, reasoning, toolCalls = [] }: WireText): {
  headers: Record<string, string>;
  pieces: string[];
} {
  const tools =
    finishReason === 'tool-calls' && toolCalls.length === 0
      ? [{ function: { name: 'look', arguments: {} } }]
      : undefined;
  return {
    headers: NDJSON,
    pieces: [
      ...(reasoning ? [line({ message: { role: 'assistant', content: '', thinking: reasoning }, done: false })] : []),
      ...texts.map((content) =>
        line({ message: { role: 'assistant', content, ...(tools && { tool_calls: tools }) }, done: false }),
      ),
      ...toolCalls.map((call) =>
        line({ message: { role: 'assistant', content: '', tool_calls: [{ function: call }] }, done: false }),
      ),
      line({
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: { length: 'length', other: 'unload' }[finishReason as string] ?? 'stop',
        prompt_eval_count: 11,
        eval_count: 7,
      }),
    ],
  };
}

/** How Ollama's native API looks on the wire. */
export const ollamaContract: ProviderContractSpec = {
  name: 'ollama',
  create: ({ url, key }) => ollama({ baseURL: url, apiKey: key, headers: { 'X-Contract': 'yes' } }),
  read({ body, headers }) {
    const { model, messages, options, format } = body as {
      model: string;
      messages: { role: string; content: string }[];
      options: Record<string, unknown>;
      format?: unknown;
    };
    return {
      model,
      key: headers.authorization?.replace('Bearer ', ''),
      system: messages.find(({ role }) => role === 'system')?.content,
      texts: messages.filter(({ role }) => role !== 'system').map(({ content }) => content),
      temperature: options['temperature'],
      topP: options['top_p'],
      maxOutputTokens: options['num_predict'],
      stop: options['stop'],
      json: format === 'json',
    };
  },
  answer: streamed,
  streamed,
  usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18 },
  finishReasons: ['stop', 'length', 'tool-calls', 'other'],
  refusal: (message) => ({
    status: 429,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    pieces: [JSON.stringify({ error: message })],
  }),
  errorInStream: (message) => `${JSON.stringify({ error: message })}\n`,
  errorInAnswer: (message) => ({ headers: NDJSON, pieces: [`${JSON.stringify({ error: message })}\n`] }),
  transport: 'own',
  embeddings: {
    answer: (embeddings) => ({
      headers: { 'content-type': 'application/json; charset=utf-8' },
      pieces: [JSON.stringify({ model: 'contract-model', embeddings, prompt_eval_count: 5 })],
    }),
    read({ body, headers }) {
      const { model, input, dimensions } = body as { model: unknown; input: unknown[]; dimensions: unknown };
      return { model, key: headers.authorization?.replace('Bearer ', ''), texts: input, dimensions };
    },
  },
  models: {
    answer: (names) => ({
      headers: { 'content-type': 'application/json; charset=utf-8' },
      pieces: [JSON.stringify({ models: names.map((name) => ({ name, model: name, size: 1 })) })],
    }),
  },
  content: {
    lowEffort: true,
    read({ body }) {
      const { messages, tools, format, think, options } = body as ChatBody;
      return {
        images: messages.flatMap(({ images = [] }) => images),
        schema: format,
        tools: tools.map(({ function: called }) => called),
        toolCalls: messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ function: called }) => called)),
        toolResults: messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
        seed: options['seed'],
        reasoning: think,
      };
    },
  },
};

interface ChatBody {
  messages: {
    role: string;
    content: string;
    images?: string[];
    tool_calls?: { function: { name: string; arguments: object } }[];
  }[];
  tools: { function: { name: string; description: string; parameters: unknown } }[];
  format: unknown;
  think: unknown;
  options: Record<string, unknown>;
}
