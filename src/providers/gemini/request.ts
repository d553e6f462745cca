import type { ProviderRequest } from '../../core/provider.js';

/** A turn of the conversation, see https://ai.google.dev/api/caching#Content */
export interface GeminiContent {
  readonly role: 'user' | 'model';
  readonly parts: readonly { readonly text: string }[];
}

/** A request in the words that both of Google's packages share. */
export interface GeminiRequest {
  readonly model: string;
  readonly contents: readonly GeminiContent[];
  /** All system messages as one; `undefined` where there is none. */
  readonly systemInstruction: string | undefined;
  /** See https://ai.google.dev/api/generate-content#generationconfig */
  readonly generation: Readonly<Record<string, unknown>>;
}

/** Maps a request. System messages are no turns: Gemini takes them apart from the conversation. */
export function toGeminiRequest(request: ProviderRequest): GeminiRequest {
  const { model, messages, temperature, topP, maxOutputTokens, stop, output } = request;
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  return {
    model,
    contents: messages
      .filter(({ role }) => role !== 'system')
      .map(({ role, content }) => ({ role: role === 'assistant' ? 'model' : 'user', parts: [{ text: content }] })),
    systemInstruction: system.length === 0 ? undefined : system.join('\n\n'),
    generation: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(stop === undefined || stop.length === 0 ? {} : { stopSequences: [...stop] }),
      ...(output === 'json' ? { responseMimeType: 'application/json' } : {}),
    },
  };
}
