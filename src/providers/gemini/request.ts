import { textOf } from '../../core/content.js';
import type { ProviderRequest } from '../../core/provider.js';
import { imageProblems } from '../image-problems.js';
import { toContents, type GeminiContent } from './contents.js';
import { toGeminiSchema } from './schema.js';
import { thinkingConfig } from './thinking.js';

/** A request in the words that both of Google's packages share. */
export interface GeminiRequest {
  readonly model: string;
  readonly contents: readonly GeminiContent[];
  /** All system messages as one; `undefined` where there is none. */
  readonly systemInstruction: string | undefined;
  /** See https://ai.google.dev/api/generate-content#generationconfig */
  readonly generation: Readonly<Record<string, unknown>>;
  /** `tools` and `toolConfig`, see https://ai.google.dev/api/caching#Tool */
  readonly toolFields: Readonly<Record<string, unknown>>;
}

/** Maps a request. System messages are no turns: Gemini takes them apart from the conversation. */
export function toGeminiRequest(request: ProviderRequest): GeminiRequest {
  const { model, messages } = request;
  const system: string[] = [];
  for (const { role, content } of messages) if (role === 'system') system.push(textOf(content ?? ''));
  return {
    model,
    contents: toContents(messages),
    systemInstruction: system.length === 0 ? undefined : system.join('\n\n'),
    generation: generationOf(request),
    toolFields: toolFieldsOf(request),
  };
}

function generationOf(request: ProviderRequest): GeminiRequest['generation'] {
  const { temperature, topP, maxOutputTokens, stop, seed, output, reasoning } = request;
  const thinking = reasoning === undefined ? undefined : thinkingConfig(request.model, reasoning);
  const config = thinking?.problem === undefined ? thinking?.config : undefined;
  // Most requests have none or one of these: to spread an empty object for each would cost as much as all the rest.
  const generation: Record<string, unknown> = {};
  if (temperature !== undefined) generation['temperature'] = temperature;
  if (topP !== undefined) generation['topP'] = topP;
  if (maxOutputTokens !== undefined) generation['maxOutputTokens'] = maxOutputTokens;
  if (stop !== undefined && stop.length > 0) generation['stopSequences'] = [...stop];
  if (seed !== undefined) generation['seed'] = seed;
  if (output !== undefined) generation['responseMimeType'] = 'application/json';
  if (output !== undefined && output !== 'json') {
    generation['responseJsonSchema'] = toGeminiSchema(output.schema, 'output').schema;
  }
  if (config !== undefined) generation['thinkingConfig'] = config;
  return generation;
}

function toolFieldsOf({ tools, toolChoice }: ProviderRequest): GeminiRequest['toolFields'] {
  if (tools === undefined) return {};
  return {
    tools: [
      {
        functionDeclarations: tools.map(({ name, description, parameters }) => ({
          name,
          // It must have one.
          description: description ?? name,
          ...(parameters === undefined
            ? {}
            : { parametersJsonSchema: toGeminiSchema(parameters, `tool ${name}`).schema }),
        })),
      },
    ],
    ...(toolChoice === undefined ? {} : { toolConfig: { functionCallingConfig: toCallingConfig(toolChoice) } }),
  };
}

const MODES = { auto: 'AUTO', none: 'NONE', required: 'ANY' } as const;

/** https://ai.google.dev/api/caching#FunctionCallingConfig */
function toCallingConfig(choice: NonNullable<ProviderRequest['toolChoice']>): Readonly<Record<string, unknown>> {
  return typeof choice === 'string' ? { mode: MODES[choice] } : { mode: 'ANY', allowedFunctionNames: [choice.name] };
}

/** https://ai.google.dev/gemini-api/docs/image-understanding#supported-formats */
const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif'];
/** In base64, since January 2026: https://blog.google/innovation-and-ai/technology/developers-tools/gemini-api-new-file-limits */
const MOST_IMAGE_BYTES = 100_000_000;

/** What of a request Gemini has no way to express. `seed` is an int32: https://ai.google.dev/api/generate-content#generationconfig */
export function geminiProblems(request: ProviderRequest): readonly string[] {
  const { model, output, tools = [], reasoning, seed } = request;
  const thinking = reasoning === undefined ? undefined : thinkingConfig(model, reasoning);
  return [
    ...imageProblems(request, {
      types: IMAGE_TYPES,
      mostBytes: MOST_IMAGE_BYTES,
      urls: ['https:', 'http:', 'gs:'],
    }),
    ...(output === undefined || output === 'json' ? [] : toGeminiSchema(output.schema, 'output').problems),
    ...tools.flatMap(({ name, parameters }) =>
      parameters === undefined ? [] : toGeminiSchema(parameters, `tool ${name}`).problems,
    ),
    ...(thinking?.problem === undefined ? [] : [thinking.problem]),
    ...(seed === undefined || seed === (seed | 0)
      ? []
      : ['Its `seed` is a number of 32 bits, from -2147483648 to 2147483647.']),
  ];
}
