import type { Provider } from '../../core/provider.js';
import { createHttpTransport } from '../../transport/http-transport.js';
import { lowerCaseNames } from '../provider-options.js';
import { createPortLoader } from './load-port.js';
import { resolveGeminiOptions, type GeminiOptions } from './options.js';
import { geminiProblems } from './request.js';
import { geminiErrors } from './rules.js';

/**
 * Google's Gemini API. Needs the package `@google/genai`, or `@google/generative-ai`. Close a provider with its client;
 * it is not shared between clients.
 * @throws TypeError with all problems of the options.
 */
export function gemini(options: GeminiOptions = {}): Provider {
  const settings = resolveGeminiOptions(options);
  const transport = createHttpTransport();
  const loadPort = createPortLoader(settings, { headers: lowerCaseNames(options.headers), transport });
  return {
    name: settings.name,
    errors: geminiErrors,
    keys: settings.keys,
    rotatesKeys: true,
    streamsChat: false,
    timeouts: options.timeouts ?? {},
    policies: options.policies ?? {},
    concurrency: options.concurrency,
    problemsOf: geminiProblems,
    limits: options.limits,
    pricing: { url: settings.baseURL },
    // Input tokens per minute: https://ai.google.dev/gemini-api/docs/rate-limits
    countedTokens: 'input',
    async prepare() {
      await loadPort();
    },
    async chat(request, attempt) {
      const port = await loadPort();
      return port.chat(request, attempt);
    },
    async *stream(request, attempt) {
      const port = await loadPort();
      yield* port.stream(request, attempt);
    },
    close: () => transport.close(),
  };
}
