import { openai } from '../../../src/providers/openai/index.js';
import type { FinishReason } from '../../../src/core/reply.js';
import type { ProviderContractSpec } from '../../../src/testing/provider-contract/contract-spec.js';

const REASONS: Record<FinishReason, string> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  other: 'something_new',
};

const USAGE = {
  prompt_tokens: 11,
  completion_tokens: 7,
  total_tokens: 18,
  prompt_tokens_details: { cached_tokens: 5 },
  completion_tokens_details: { reasoning_tokens: 0 },
};

function event(value: object): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', ...value })}\n\n`;
}

/** How OpenAI's Chat Completions API looks on the wire. */
export const openaiContract: ProviderContractSpec = {
  name: 'openai',
  create: ({ url, key }) => openai({ baseURL: `${url}/v1`, apiKey: key, headers: { 'X-Contract': 'yes' } }),
  read({ body, headers }) {
    const { messages, ...rest } = body as { messages: { role: string; content: string }[] } & Record<string, unknown>;
    return {
      model: rest['model'],
      key: headers.authorization?.replace('Bearer ', ''),
      system: messages.find(({ role }) => role === 'system')?.content,
      texts: messages.filter(({ role }) => role !== 'system').map(({ content }) => content),
      temperature: rest['temperature'],
      topP: rest['top_p'],
      maxOutputTokens: rest['max_tokens'],
      stop: rest['stop'],
      json: (rest['response_format'] as { type?: string } | undefined)?.type === 'json_object',
    };
  },
  answer: ({ texts, finishReason, reasoning, toolCalls = [] }) => ({
    headers: { 'content-type': 'application/json' },
    pieces: [
      JSON.stringify({
        id: 'chatcmpl-1',
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: texts.join(''),
              ...(reasoning && { reasoning_content: reasoning }),
              ...(toolCalls.length > 0 && {
                tool_calls: toolCalls.map(({ name, arguments: args }, index) => ({
                  id: `call-${index}`,
                  type: 'function',
                  function: { name, arguments: JSON.stringify(args) },
                })),
              }),
            },
            finish_reason: REASONS[finishReason],
          },
        ],
        usage: USAGE,
      }),
    ],
  }),
  streamed: ({ texts, finishReason, reasoning, toolCalls = [] }) => ({
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    pieces: [
      ...(reasoning
        ? [event({ choices: [{ index: 0, delta: { reasoning_content: reasoning }, finish_reason: null }] })]
        : []),
      ...texts.map((content) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
      ...toolCalls.flatMap(({ name, arguments: args }, index) =>
        [
          { index, id: `call-${index}`, type: 'function', function: { name, arguments: '' } },
          { index, function: { arguments: JSON.stringify(args).slice(0, 3) } },
          { index, function: { arguments: JSON.stringify(args).slice(3) } },
        ].map((call) => event({ choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }] })),
      ),
      event({ choices: [{ index: 0, delta: {}, finish_reason: REASONS[finishReason] }] }) +
        event({ choices: [], usage: USAGE }) +
        'data: [DONE]\n\n',
    ],
  }),
  usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18, cachedTokens: 5, reasoningTokens: 0 },
  finishReasons: ['stop', 'length', 'content-filter', 'tool-calls', 'other'],
  refusal: (message) => ({
    status: 429,
    headers: { 'content-type': 'application/json' },
    pieces: [JSON.stringify({ error: { message, type: 'tokens', param: null, code: 'rate_limit_exceeded' } })],
  }),
  errorInStream: (message) => `data: ${JSON.stringify({ error: { message, type: 'server_error', code: null } })}\n\n`,
  errorInAnswer: (message) => ({
    headers: { 'content-type': 'application/json' },
    pieces: [JSON.stringify({ error: { message, code: 502 } })],
  }),
  transport: 'own',
  embeddings: {
    // Out of order, as the format allows: the index tells.
    answer: (vectors) => ({
      headers: { 'content-type': 'application/json' },
      pieces: [
        JSON.stringify({
          object: 'list',
          data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })).reverse(),
          usage: { prompt_tokens: 5, total_tokens: 5 },
        }),
      ],
    }),
    read({ body, headers }) {
      const { model, input, dimensions } = body as { model: unknown; input: unknown[]; dimensions: unknown };
      return { model, key: headers.authorization?.replace('Bearer ', ''), texts: input, dimensions };
    },
  },
  models: {
    answer: (names) => ({
      headers: { 'content-type': 'application/json' },
      pieces: [JSON.stringify({ object: 'list', data: names.map((id) => ({ id, object: 'model' })) })],
    }),
  },
  content: {
    lowEffort: 'low',
    read({ body }) {
      const { messages, tools, response_format: format, seed, reasoning_effort: reasoning } = body as CompletionBody;
      return {
        images: messages.flatMap(({ content }) =>
          Array.isArray(content)
            ? content.flatMap(({ image_url: image }) =>
                image ? [image.url.replace('data:image/png;base64,', '')] : [],
              )
            : [],
        ),
        schema: format?.json_schema?.schema,
        tools: (tools ?? []).map(({ function: called }) => called),
        toolCalls: messages.flatMap(({ tool_calls: calls = [] }) =>
          calls.map(({ function: { name, arguments: written } }) => ({
            name,
            arguments: JSON.parse(written) as unknown,
          })),
        ),
        toolResults: messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
        seed,
        reasoning,
      };
    },
  },
};

interface CompletionBody {
  messages: {
    role: string;
    content: string | { image_url?: { url: string } }[] | null;
    tool_calls?: { function: { name: string; arguments: string } }[];
  }[];
  tools?: { function: { name: string; description: string; parameters: unknown } }[];
  response_format?: { json_schema?: { schema: unknown } };
  seed?: number;
  reasoning_effort?: string;
}
