import { textOf, type TextPart } from '../../core/content.js';
import { isRecord } from '../../core/json-schema.js';
import type { ProviderImage, ProviderMessage } from '../../core/provider.js';

/** A piece of a turn, see https://ai.google.dev/api/caching#Part */
export type GeminiPartInput = Readonly<Record<string, unknown>>;

/** A turn of the conversation, see https://ai.google.dev/api/caching#Content */
export interface GeminiContent {
  readonly role: 'user' | 'model';
  readonly parts: readonly GeminiPartInput[];
}

/** Maps messages but those of the system. Results of tools that follow each other are one turn, as their calls were. */
export function toContents(messages: readonly ProviderMessage[]): readonly GeminiContent[] {
  const contents: GeminiContent[] = [];
  let isAfterTool = false;
  for (const message of messages) {
    if (message.role === 'system') continue;
    const content = toContent(message);
    const last = contents.at(-1);
    if (isAfterTool && message.role === 'tool' && last !== undefined) {
      contents[contents.length - 1] = { ...last, parts: [...last.parts, ...content.parts] };
    } else {
      contents.push(content);
    }
    isAfterTool = message.role === 'tool';
  }
  return contents;
}

function toContent(message: Exclude<ProviderMessage, { role: 'system' }>): GeminiContent {
  switch (message.role) {
    case 'user':
      return {
        role: 'user',
        parts: typeof message.content === 'string' ? [{ text: message.content }] : message.content.map(toPart),
      };
    case 'assistant': {
      const text = textOf(message.content ?? '');
      const calls = message.toolCalls ?? [];
      return {
        role: 'model',
        parts: [
          ...(text === '' && calls.length > 0 ? [] : [{ text }]),
          ...calls.map(({ id, name, arguments: args, signature }) => ({
            functionCall: { id, name, args },
            ...(signature === undefined ? {} : { thoughtSignature: signature }),
          })),
        ],
      };
    }
    case 'tool':
      return {
        role: 'user',
        parts: [
          { functionResponse: { id: message.toolCallId, name: message.name, response: toResponse(message.content) } },
        ],
      };
    default:
      return message satisfies never;
  }
}

function toPart(part: TextPart | ProviderImage): GeminiPartInput {
  if (part.type === 'text') return { text: part.text };
  if (part.source === 'data') return { inlineData: { mimeType: part.mediaType, data: part.base64() } };
  return {
    fileData: { fileUri: part.url, ...(part.mediaType === undefined ? {} : { mimeType: part.mediaType }) },
  };
}

/** An object: the tool's own, or its text under the name that Google gives it. */
function toResponse(content: string | readonly TextPart[]): Readonly<Record<string, unknown>> {
  const output = textOf(content);
  try {
    const parsed: unknown = JSON.parse(output);
    if (isRecord(parsed)) return parsed;
  } catch {
    // A text.
  }
  return { output };
}
