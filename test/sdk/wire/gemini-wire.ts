import { gemini, type GeminiSdk } from '../../../src/providers/gemini/index.js';
import type { FinishReason } from '../../../src/core/reply.js';
import type { ProviderContractSpec, WireText } from '../../../src/testing/provider-contract/contract-spec.js';

const REASONS: Record<FinishReason, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'content-filter': 'SAFETY',
  'tool-calls': 'STOP',
  other: 'OTHER',
};

const USAGE = {
  promptTokenCount: 11,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 2,
  totalTokenCount: 18,
  cachedContentTokenCount: 3,
};

function piece(text: string, finishReason?: FinishReason, more?: readonly object[]): object {
  const call = more ?? (finishReason === 'tool-calls' ? [{ functionCall: { name: 'look', args: {} } }] : []);
  return {
    candidates: [
      {
        content: { role: 'model', parts: [...(text === '' ? [] : [{ text }]), ...call] },
        index: 0,
        ...(finishReason && { finishReason: REASONS[finishReason] }),
      },
    ],
    ...(finishReason && { usageMetadata: USAGE }),
    modelVersion: 'contract-model',
  };
}

/** Parts beside the text: what the model thinks, and what it calls. */
function more({
  reasoning,
  toolCalls = [],
}: {
  readonly reasoning?: string | undefined;
  readonly toolCalls?: WireText['toolCalls'] | undefined;
}): readonly object[] {
  return [
    ...(reasoning ? [{ text: reasoning, thought: true }] : []),
    ...toolCalls.map(({ name, arguments: args }) => ({ functionCall: { name, args } })),
  ];
}

interface GenerateBody {
  contents: {
    parts: {
      inlineData?: { data: string };
      functionCall?: { name: string; args: object };
      functionResponse?: { response: { output?: unknown } };
    }[];
  }[];
  tools: { functionDeclarations: { name: string; description: string; parametersJsonSchema: unknown }[] }[];
  generationConfig: Record<string, unknown>;
}

function event(value: object): string {
  return `data: ${JSON.stringify(value)}\r\n\r\n`;
}

function errorBody(message: string, code: number): object {
  return { error: { code, message, status: 'RESOURCE_EXHAUSTED' } };
}

/** How the Gemini API looks on the wire, for either of Google's packages. */
export function geminiContract(sdk: GeminiSdk): ProviderContractSpec {
  return {
    name: `gemini (${sdk})`,
    create: ({ url, key }) => gemini({ baseURL: url, apiKey: key, headers: { 'X-Contract': 'yes' }, sdk }),
    read({ path, body, headers }) {
      const { contents, systemInstruction, generationConfig } = body as {
        contents: { role: string; parts: { text: string }[] }[];
        systemInstruction?: { parts: { text: string }[] };
        generationConfig?: Record<string, unknown>;
      };
      return {
        model: /models\/([^:]+):/.exec(path)?.[1],
        key: headers['x-goog-api-key'],
        system: systemInstruction?.parts[0]?.text,
        texts: contents.map(({ parts }) => parts[0]?.text),
        temperature: generationConfig?.['temperature'],
        topP: generationConfig?.['topP'],
        maxOutputTokens: generationConfig?.['maxOutputTokens'],
        stop: generationConfig?.['stopSequences'],
        json: generationConfig?.['responseMimeType'] === 'application/json',
      };
    },
    answer: ({ texts, finishReason, reasoning, toolCalls }) => ({
      headers: { 'content-type': 'application/json; charset=UTF-8' },
      pieces: [
        JSON.stringify(
          piece(texts.join(''), finishReason, reasoning || toolCalls ? more({ reasoning, toolCalls }) : undefined),
          null,
          2,
        ),
      ],
    }),
    streamed: ({ texts, finishReason, reasoning, toolCalls }) => ({
      headers: { 'content-type': 'text/event-stream' },
      pieces: [
        ...(reasoning ? [event(piece('', undefined, more({ reasoning })))] : []),
        ...texts.map((text) => event(piece(text))),
        ...(toolCalls ? [event(piece('', undefined, more({ toolCalls })))] : []),
        event(piece('', finishReason, toolCalls ? [] : undefined)),
      ],
    }),
    usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18, cachedTokens: 3, reasoningTokens: 2 },
    finishReasons: ['stop', 'length', 'content-filter', 'tool-calls', 'other'],
    refusal: (message) => ({
      status: 429,
      headers: { 'content-type': 'application/json; charset=UTF-8' },
      pieces: [JSON.stringify(errorBody(message, 429), null, 2)],
    }),
    // Bare and pretty-printed, as Google sends it after good pieces.
    errorInStream: (message) => JSON.stringify(errorBody(message, 503), null, 2),
    errorInAnswer: (message) => ({
      headers: { 'content-type': 'application/json' },
      pieces: [JSON.stringify(errorBody(message, 503))],
    }),
    transport: sdk === 'genai' ? 'own' : 'sdk',
    embeddings: {
      answer: (vectors) => ({
        headers: { 'content-type': 'application/json; charset=UTF-8' },
        pieces: [JSON.stringify({ embeddings: vectors.map((values) => ({ values })) })],
      }),
      read({ path, body, headers }) {
        const { requests } = body as {
          requests: { content: { parts: { text: string }[] }; outputDimensionality?: number }[];
        };
        return {
          model: /models\/([^:]+):/.exec(path)?.[1],
          key: headers['x-goog-api-key'],
          texts: requests.map(({ content }) => content.parts[0]?.text),
          dimensions: requests[0]?.outputDimensionality,
        };
      },
    },
    models: {
      answer: (names) => ({
        headers: { 'content-type': 'application/json; charset=UTF-8' },
        pieces: [JSON.stringify({ models: names.map((name) => ({ name: `models/${name}` })) })],
      }),
    },
    content: {
      lowEffort: 'LOW',
      read({ body }) {
        const { contents, tools, generationConfig } = body as GenerateBody;
        const parts = contents.flatMap((content) => content.parts);
        return {
          images: parts.flatMap(({ inlineData }) => (inlineData ? [inlineData.data] : [])),
          schema: generationConfig['responseJsonSchema'],
          tools: tools.flatMap(({ functionDeclarations }) =>
            functionDeclarations.map(({ name, description, parametersJsonSchema: parameters }) => ({
              name,
              description,
              parameters,
            })),
          ),
          toolCalls: parts.flatMap(({ functionCall }) =>
            functionCall ? [{ name: functionCall.name, arguments: functionCall.args }] : [],
          ),
          toolResults: parts.flatMap(({ functionResponse }) =>
            functionResponse ? [functionResponse.response.output] : [],
          ),
          seed: generationConfig['seed'],
          reasoning: (generationConfig['thinkingConfig'] as { thinkingLevel?: unknown } | undefined)?.thinkingLevel,
        };
      },
    },
  };
}
