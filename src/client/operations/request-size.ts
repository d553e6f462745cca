import type { ProviderRequest } from '../../core/provider.js';
import { textOf } from '../../core/content.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';

/** About a thousand tokens, as a start: https://platform.openai.com/docs/guides/images-vision#calculating-costs */
const CHARACTERS_PER_IMAGE = 4_000;

const isImage = ({ type }: { readonly type: string }): boolean => type === 'image';

/** How large a request is: all of its messages, and the answer that it allows. */
export function sizeOf({ messages, maxOutputTokens }: ProviderRequest): RequestSize {
  let characters = 0;
  for (const { content = '' } of messages) {
    characters += textOf(content).length;
    if (typeof content !== 'string') characters += content.filter(isImage).length * CHARACTERS_PER_IMAGE;
  }
  return { characters, maxOutputTokens };
}
