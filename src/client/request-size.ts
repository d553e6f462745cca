import type { ProviderRequest } from '../core/provider.js';
import type { RequestSize } from '../limits/token-estimate.js';

/** How large a request is: all of its messages, and the answer that it allows. */
export function sizeOf({ messages, maxOutputTokens }: ProviderRequest): RequestSize {
  let characters = 0;
  for (const { content } of messages) characters += content.length;
  return { characters, maxOutputTokens };
}
