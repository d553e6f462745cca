import type { ProviderRequest } from '../../core/provider.js';
import { imageProblems } from '../image-problems.js';
import { toWireMessages } from './messages.js';
import { toOllamaSchema } from './schema.js';

/** What is asked of `/api/chat`, see https://docs.ollama.com/api/chat */
export type OllamaChatRequest = Record<string, unknown> & { readonly options: Readonly<Record<string, unknown>> };

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * Maps a request. `providerOptions` win over what is mapped, its `options` one by one. It always streams: a slow model
 * sends its headers with its first token.
 */
export function toOllamaRequest(request: ProviderRequest): OllamaChatRequest {
  const { model, messages, output, providerOptions } = request;
  // Most requests have none of these: to spread an empty object for each would cost as much as all the rest.
  const body: Record<string, unknown> = {
    model,
    messages: toWireMessages(messages),
    // A prompt that is too long, or an answer that fills the context, is cut in silence otherwise.
    truncate: false,
    shift: false,
  };
  if (output !== undefined) body['format'] = output === 'json' ? 'json' : toOllamaSchema(output.schema);
  Object.assign(body, toolFields(request), thinkField(request), providerOptions);
  const options = Object.assign(optionsOf(request), asRecord(providerOptions?.['options']));
  return Object.assign(body, { options, stream: true });
}

function optionsOf({ temperature, topP, maxOutputTokens, stop, seed }: ProviderRequest): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  if (temperature !== undefined) options['temperature'] = temperature;
  if (topP !== undefined) options['top_p'] = topP;
  if (maxOutputTokens !== undefined) options['num_predict'] = maxOutputTokens;
  if (stop !== undefined && stop.length > 0) options['stop'] = [...stop];
  if (seed !== undefined) options['seed'] = seed;
  return options;
}

/** A model that must not call tools is not told of any. */
function toolFields({ tools, toolChoice }: ProviderRequest): Readonly<Record<string, unknown>> | undefined {
  if (tools === undefined || toolChoice === 'none') return undefined;
  return {
    tools: tools.map(({ name, description, parameters = { type: 'object', properties: {} } }) => ({
      type: 'function',
      function: { name, description: description ?? '', parameters },
    })),
  };
}

/**
 * Only these models know how hard to think; the others think or don't, and fall back to their own default for a word
 * that they don't know. https://docs.ollama.com/capabilities/thinking
 */
const KNOWS_LEVELS = /gpt-oss/;

function thinkField({ model, reasoning }: ProviderRequest): Readonly<Record<string, unknown>> | undefined {
  const effort = reasoning?.effort;
  if (effort === undefined) return undefined;
  if (KNOWS_LEVELS.test(model)) return { think: effort === 'minimal' ? 'low' : effort };
  return { think: effort !== 'none' };
}

/** https://docs.ollama.com/capabilities/vision; the server decodes them itself. */
const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'];
/** No limit is documented: more than this is no page of a book, and would fill a small machine's memory. */
const MOST_IMAGE_BYTES = 100_000_000;

/** What of a request Ollama has no way to express. */
export function ollamaProblems(request: ProviderRequest): readonly string[] {
  const { model, toolChoice, reasoning } = request;
  const problems = [...imageProblems(request, { types: IMAGE_TYPES, mostBytes: MOST_IMAGE_BYTES, urls: [] })];
  if (toolChoice === 'required' || typeof toolChoice === 'object') {
    problems.push("It can't be made to call a tool: leave `toolChoice` out, and ask for it in the prompt.");
  }
  if (reasoning?.maxTokens !== undefined) {
    problems.push('It knows no `reasoning.maxTokens`: use `reasoning.effort`.');
  }
  if (reasoning?.effort === 'none' && KNOWS_LEVELS.test(model)) {
    problems.push("This model can't be kept from thinking: its `reasoning.effort` is low, medium or high.");
  }
  return problems;
}
