import type { ProviderRequest } from '../../core/provider.js';

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
  const { model, messages, temperature, topP, maxOutputTokens, stop, output, providerOptions } = request;
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    // A prompt that is too long, or an answer that fills the context, is cut in silence otherwise.
    truncate: false,
    shift: false,
    ...(output === 'json' ? { format: 'json' } : {}),
    ...providerOptions,
    options: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { top_p: topP }),
      ...(maxOutputTokens === undefined ? {} : { num_predict: maxOutputTokens }),
      ...(stop === undefined || stop.length === 0 ? {} : { stop: [...stop] }),
      ...asRecord(providerOptions?.['options']),
    },
    stream: true,
  };
}
