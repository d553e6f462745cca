import type { ProviderRequest } from '../../core/provider.js';
import type { VendorSpec } from './vendors.js';

/** What is asked of the Chat Completions API, see https://platform.openai.com/docs/api-reference/chat/create */
export type CompletionRequest = Record<string, unknown>;

/** Maps a request. `providerOptions` win over what is mapped; whether it streams is not theirs to say. */
export function toCompletionRequest(
  request: ProviderRequest,
  target: { readonly ownHost: boolean; readonly stream: boolean; readonly vendor?: VendorSpec | undefined },
): CompletionRequest {
  const { model, messages, temperature, topP, maxOutputTokens, stop, output, providerOptions } = request;
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    // OpenAI's reasoning models refuse max_tokens; most other hosts know nothing else.
    ...(maxOutputTokens === undefined
      ? {}
      : {
          [target.ownHost ? 'max_completion_tokens' : (target.vendor?.maxTokens ?? 'max_tokens')]: maxOutputTokens,
        }),
    ...(stop === undefined || stop.length === 0 ? {} : { stop: [...stop] }),
    ...(output === 'json' ? { response_format: { type: 'json_object' } } : {}),
    // Without it a stream says nothing of its tokens.
    ...(target.stream && target.vendor?.streamUsage !== 'none' ? { stream_options: { include_usage: true } } : {}),
    ...providerOptions,
    stream: target.stream,
  };
}
