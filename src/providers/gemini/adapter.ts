import type { Provider } from '../../core/provider.js';
import { createHttpTransport } from '../../transport/http/http-transport.js';
import { lowerCaseNames } from '../provider-options.js';
import { GEMINI_EMBED_LIMITS, toBatchEmbedRequest, toGeminiEmbedReply } from './embed.js';
import { createPortLoader } from './load-port.js';
import { toGeminiModel, toGeminiModelPage, toModelListRequest, toModelRequest } from './models.js';
import { resolveGeminiOptions, type GeminiOptions } from './options.js';
import { askGemini, type GeminiConnection } from './rest.js';
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
  const headers = lowerCaseNames(options.headers);
  const loadPort = createPortLoader(settings, { headers, transport });
  const connection: GeminiConnection = { baseURL: settings.baseURL, headers, transport };
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
    chat: (request, attempt) => {
      const port = loadPort();
      return port instanceof Promise
        ? port.then((opened) => opened.chat(request, attempt))
        : port.chat(request, attempt);
    },
    async *stream(request, attempt) {
      const port = await loadPort();
      yield* port.stream(request, attempt);
    },
    embedLimits: GEMINI_EMBED_LIMITS,
    embed: (request, attempt) =>
      askGemini(connection, toBatchEmbedRequest(request), { attempt, read: toGeminiEmbedReply }),
    listModels: (page, attempt) =>
      askGemini(connection, toModelListRequest(page), { attempt, read: toGeminiModelPage }),
    showModel: (model, attempt) => askGemini(connection, toModelRequest(model), { attempt, read: toGeminiModel }),
    close: () => transport.close(),
  };
}
