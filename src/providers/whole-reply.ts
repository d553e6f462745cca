import type { ProviderReply, ProviderStreamPart } from '../core/provider.js';
import type { ToolCall } from '../core/tools.js';

/** Puts a stream together, for providers that are always asked to stream. */
export async function wholeReply(parts: AsyncIterable<ProviderStreamPart>): Promise<ProviderReply> {
  let text = '';
  let reasoning = '';
  const toolCalls: ToolCall[] = [];
  for await (const part of parts) {
    switch (part.type) {
      case 'text-delta':
        text += part.text;
        break;
      case 'reasoning-delta':
        reasoning += part.text;
        break;
      case 'tool-call':
        toolCalls.push(part.toolCall);
        break;
      case 'finish': {
        const { finishReason, usage, raw } = part;
        return { text, toolCalls, ...(reasoning === '' ? {} : { reasoning }), finishReason, usage, raw };
      }
      default:
        part satisfies never;
    }
  }
  throw new Error('The stream ended without its last part.');
}
