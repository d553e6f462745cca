import type { ContentPart } from '../../core/content.js';
import type { JsonSchema } from '../../core/json-schema.js';
import type { ProviderMessage, ProviderRequest, ProviderTool } from '../../core/provider.js';
import type { ChatMessage, ChatRequest, UserMessage } from '../../core/request.js';
import type { Tool } from '../../core/tools.js';
import type { OutputCheck } from './output-check.js';
import { prepareOutput, type PreparedOutput } from './prepare-output.js';
import { readImage } from './read-image.js';
import { isStandardSchema } from './standard-schema.js';
import { toJsonSchema } from './to-json-schema.js';

/** A request in the form that providers get, made once for all attempts of a call. */
export interface PreparedRequest {
  readonly request: ProviderRequest;
  /** Left out where any text will do. */
  readonly outputCheck: OutputCheck | undefined;
}

/**
 * Prepares a request that was checked; at once, unless the conversion of a schema has to be loaded first.
 * @throws TypeError where a schema can't be told to a provider
 */
export function prepareRequest(request: ChatRequest): PreparedRequest | Promise<PreparedRequest> {
  const output = request.output === undefined ? undefined : prepareOutput(request.output);
  const tools = request.tools?.map(prepareTool);
  const isLoading = output instanceof Promise || tools?.some((tool) => tool instanceof Promise) === true;
  if (!isLoading) return put(request, { output, tools: tools as readonly ProviderTool[] | undefined });
  return allOf(output, tools).then((made) => put(request, made));
}

async function allOf(
  output: PreparedOutput | Promise<PreparedOutput> | undefined,
  tools: readonly (ProviderTool | Promise<ProviderTool>)[] | undefined,
): Promise<Parameters<typeof put>[1]> {
  const [madeOutput, ...madeTools] = await Promise.all([
    Promise.resolve(output),
    ...(tools ?? []).map((tool) => Promise.resolve(tool)),
  ]);
  return { output: madeOutput, tools: tools === undefined ? undefined : madeTools };
}

type Draft = { -readonly [Name in keyof ProviderRequest]: ProviderRequest[Name] };

function put(
  given: ChatRequest,
  {
    output,
    tools,
  }: { readonly output: PreparedOutput | undefined; readonly tools: readonly ProviderTool[] | undefined },
): PreparedRequest {
  // As its first destination calls it.
  const model = given.model.slice(given.model.indexOf('/') + 1);
  const request: Draft = { model, messages: prepareMessages(given.messages) };
  const { temperature, topP, maxOutputTokens, stop, seed, toolChoice, reasoning, providerOptions } = given;
  // Most requests have none of these: to spread an empty object for each, or to look each up by its name, would cost as
  // much as all the rest.
  if (temperature !== undefined) request.temperature = temperature;
  if (topP !== undefined) request.topP = topP;
  if (maxOutputTokens !== undefined) request.maxOutputTokens = maxOutputTokens;
  if (stop !== undefined) request.stop = stop;
  if (seed !== undefined) request.seed = seed;
  if (toolChoice !== undefined) request.toolChoice = toolChoice;
  if (reasoning !== undefined) request.reasoning = reasoning;
  if (providerOptions !== undefined) request.providerOptions = providerOptions;
  if (output !== undefined) request.output = output.asked;
  if (tools !== undefined) request.tools = tools;
  return { outputCheck: output?.check, request };
}

function prepareMessages(messages: readonly ChatMessage[]): readonly ProviderMessage[] {
  let names: Map<string, string> | undefined;
  return messages.map((message): ProviderMessage => {
    switch (message.role) {
      case 'system':
        return message;
      case 'user': {
        const { content } = message;
        return typeof content === 'string'
          ? (message as UserMessage & { readonly content: string })
          : { role: 'user', content: content.map(preparePart) };
      }
      case 'assistant':
        for (const { id, name } of message.toolCalls ?? []) (names ??= new Map()).set(id, name);
        return message;
      case 'tool':
        return { ...message, name: names?.get(message.toolCallId) ?? '' };
      default:
        return message satisfies never;
    }
  });
}

type PreparedPart = Exclude<Extract<ProviderMessage, { role: 'user' }>['content'], string>[number];

function preparePart(part: ContentPart): PreparedPart {
  if (part.type === 'text') return part;
  const { image, problem } = readImage(part);
  // The request was checked before.
  if (image === undefined) throw new TypeError(`Expected ${problem}`);
  return image;
}

function prepareTool({ name, description, parameters }: Tool, index: number): ProviderTool | Promise<ProviderTool> {
  const put = (schema: JsonSchema | undefined): ProviderTool => ({ name, description, parameters: schema });
  if (!isStandardSchema(parameters)) return put(parameters);
  const jsonSchema = toJsonSchema({ schema: parameters, name: `tools[${index}].parameters` });
  if (jsonSchema instanceof Promise) return jsonSchema.then((made) => put(objectSchema(made, index)));
  return put(objectSchema(jsonSchema, index));
}

function objectSchema(schema: JsonSchema, index: number): JsonSchema {
  if (schema['type'] === 'object' || '$ref' in schema) return schema;
  throw new TypeError(
    `Expected \`tools[${index}].parameters\` to be a schema of an object: its fields are the arguments`,
  );
}
