import { textOf } from '../../core/content.js';
import type { ProviderMessage } from '../../core/provider.js';

type WireMessage = Readonly<Record<string, unknown>>;

/** Maps messages, see https://docs.ollama.com/api/chat: images and calls of tools stand beside a message's text. */
export function toWireMessages(messages: readonly ProviderMessage[]): readonly WireMessage[] {
  return messages.map((message) => {
    switch (message.role) {
      case 'system':
        return { role: 'system', content: textOf(message.content) };
      case 'user': {
        const images =
          typeof message.content === 'string'
            ? []
            : message.content.flatMap((part) =>
                part.type === 'image' && part.source === 'data' ? [part.base64()] : [],
              );
        return { role: 'user', content: textOf(message.content), ...(images.length === 0 ? {} : { images }) };
      }
      case 'assistant': {
        const { content = '', toolCalls = [], reasoning } = message;
        return {
          role: 'assistant',
          content: textOf(content),
          ...(reasoning === undefined ? {} : { thinking: reasoning }),
          ...(toolCalls.length === 0
            ? {}
            : {
                tool_calls: toolCalls.map(({ id, name, arguments: args }) => ({
                  id,
                  function: { name, arguments: args },
                })),
              }),
        };
      }
      case 'tool':
        return {
          role: 'tool',
          content: textOf(message.content),
          tool_name: message.name,
          tool_call_id: message.toolCallId,
        };
      default:
        return message satisfies never;
    }
  });
}
