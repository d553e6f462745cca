import { textOf, type TextPart } from '../../core/content.js';
import type { ProviderImage, ProviderMessage } from '../../core/provider.js';

type WireMessage = Readonly<Record<string, unknown>>;

/** Maps messages, see https://platform.openai.com/docs/api-reference/chat/create#chat_create-messages */
export function toWireMessages(
  messages: readonly ProviderMessage[],
  { returnsReasoning }: { readonly returnsReasoning: boolean },
): readonly WireMessage[] {
  return messages.map((message) => {
    switch (message.role) {
      case 'system':
        return { role: 'system', content: textOf(message.content) };
      case 'user':
        return {
          role: 'user',
          content: typeof message.content === 'string' ? message.content : message.content.map(toWirePart),
        };
      case 'assistant': {
        const { toolCalls = [], reasoning } = message;
        const content = textOf(message.content ?? '');
        return {
          role: 'assistant',
          content: content === '' && toolCalls.length > 0 ? null : content,
          // Thinking models of several hosts want their thoughts back with their tool calls:
          // https://api-docs.deepseek.com/guides/thinking_mode#tool-calls
          ...(returnsReasoning && reasoning !== undefined ? { reasoning_content: reasoning } : {}),
          ...(toolCalls.length === 0
            ? {}
            : {
                tool_calls: toolCalls.map((call) => ({
                  id: call.id,
                  type: 'function',
                  function: { name: call.name, arguments: JSON.stringify(call.arguments) },
                  // Gemini's compatible endpoint: https://ai.google.dev/gemini-api/docs/thought-signatures#openai
                  ...(call.signature === undefined
                    ? {}
                    : { extra_content: { google: { thought_signature: call.signature } } }),
                })),
              }),
        };
      }
      case 'tool':
        return { role: 'tool', tool_call_id: message.toolCallId, content: textOf(message.content) };
      default:
        return message satisfies never;
    }
  });
}

function toWirePart(part: TextPart | ProviderImage): unknown {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const url = part.source === 'url' ? part.url : `data:${part.mediaType};base64,${part.base64()}`;
  return { type: 'image_url', image_url: { url } };
}
