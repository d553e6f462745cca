import type { AttemptContext, ProviderReply, ProviderRequest, ProviderStreamPart } from '../../core/provider.js';

/** Gemini over one of Google's packages. */
export interface GeminiPort {
  chat(request: ProviderRequest, attempt: AttemptContext): Promise<ProviderReply>;
  stream(request: ProviderRequest, attempt: AttemptContext): AsyncGenerator<ProviderStreamPart>;
}

/** What a port is made of. */
export interface GeminiPortOptions {
  readonly baseURL: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}
