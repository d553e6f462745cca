import type * as GenAI from '@google/genai';
import { SetupError } from '../../core/setup-error.js';
import type { AttemptContext, ProviderRequest } from '../../core/provider.js';
import type { HttpTransport } from '../../transport/http/http-transport.js';
import type { AnswerFormat } from '../../transport/answers/answer-format.js';
import { ResponseCapture } from '../../transport/answers/response-capture.js';
import { perKey } from '../per-key.js';
import { ClientPool, type LentClient } from './client-pool.js';
import { toGeminiRequest } from './request.js';
import { toReply, toStreamParts, withoutContent, type AnswerFaults } from './response.js';
import type { GeminiPort, GeminiPortOptions } from './sdk-port.js';

/** What the SDK knows in place of a key: what it throws and logs can't hold one. */
const PLACEHOLDER_KEY = 'set-by-llm-resilience';

// These would send further requests by themselves, unseen.
const ONE_REQUEST = { automaticFunctionCalling: { disable: true }, automaticContinuation: false };

/**
 * `providerOptions` are fields of the SDK's `config`; the hooks of the request stay ours. A `config` that would say nothing
 * is left out: the SDK looks for thirty fields in any, which costs more than all the rest of a short request.
 */
function toParameters(request: ProviderRequest): GenAI.GenerateContentParameters {
  const { model, contents, systemInstruction, generation, toolFields } = toGeminiRequest(request);
  const config: GenAI.GenerateContentConfig = Object.assign(generation, toolFields);
  if (systemInstruction !== undefined) config.systemInstruction = systemInstruction;
  if (request.providerOptions !== undefined) addOptions(config, request.providerOptions);
  const parameters = { model, contents: contents as unknown as GenAI.Content[] };
  if (Object.keys(config).length === 0) return parameters;
  return { ...parameters, config: Object.assign(config, ONE_REQUEST) };
}

/** With a `config`, whatever it costs. */
function once(parameters: GenAI.GenerateContentParameters): GenAI.GenerateContentParameters {
  return { ...parameters, config: { ...parameters.config, ...ONE_REQUEST } };
}

function addOptions(config: GenAI.GenerateContentConfig, given: GenAI.GenerateContentConfig): void {
  Object.assign(config, given);
  delete config.abortSignal;
  if (given.httpOptions === undefined) return;
  config.httpOptions = { ...given.httpOptions };
  delete config.httpOptions.fetch;
  delete config.httpOptions.retryOptions;
}

function faultsOf(capture: ResponseCapture, format: AnswerFormat): AnswerFaults {
  return {
    // The SDK maps the answer, and what it doesn't know of an error is lost; the text of a whole one is as it came.
    raw: (response) =>
      format === 'json' && response.error !== undefined
        ? capture.responseFailure()
        : capture.responseFailure(withoutContent(response)),
    fault: (code, message) => capture.failureInsteadOf(code, message),
  };
}

/** Gemini over `@google/genai`. */
export function createGenAIPort(
  sdk: typeof GenAI,
  { baseURL, headers, transport }: GeminiPortOptions & { readonly transport: HttpTransport },
): GeminiPort {
  const clients = new ClientPool(
    (fetch) =>
      new sdk.GoogleGenAI({
        apiKey: PLACEHOLDER_KEY,
        // Said aloud, or GOOGLE_GENAI_USE_VERTEXAI and GOOGLE_GEMINI_BASE_URL would turn it elsewhere.
        vertexai: false,
        // From 3.3 on the SDK asks for `v1` by itself, which has no preview models; 2 asks for `v1beta`.
        httpOptions: { baseUrl: baseURL, apiVersion: 'v1beta', fetch },
      }),
  );

  const headersOf = perKey((key) => ({
    'x-goog-api-key': undefined,
    ...headers,
    ...(key === undefined ? {} : { 'x-goog-api-key': key }),
  }));

  const openCapture = (attempt: AttemptContext, format: AnswerFormat): ResponseCapture =>
    new ResponseCapture({
      transport,
      attempt,
      connectTimeoutMs: attempt.timeouts.connect,
      headers: headersOf(attempt.key),
      format,
      onHeaders: attempt.observe,
    });

  const failureOf = (capture: ResponseCapture, error: unknown): unknown =>
    capture.sent || !(error instanceof sdk.ApiError)
      ? capture.failureOf(error)
      : new SetupError('Update `@google/genai` to 2.23 or newer: npm install @google/genai', { cause: error });

  /** Without a `config` the SDK goes on by itself after a `continuationToken`. It was not let to, and lost the answer. */
  const readAgain = (
    lent: LentClient<GenAI.GoogleGenAI>,
    {
      parameters,
      capture,
      error,
    }: { parameters: GenAI.GenerateContentParameters; capture: ResponseCapture; error: unknown },
  ): Promise<GenAI.GenerateContentResponse> => {
    const replay = capture.replay();
    if (replay === undefined) throw error;
    lent.capture = replay;
    return lent.client.models.generateContent(once(parameters));
  };

  return {
    async chat(request, attempt) {
      const capture = openCapture(attempt, 'json');
      const lent = clients.lend(capture);
      try {
        const parameters = toParameters(request);
        let raw: GenAI.GenerateContentResponse;
        try {
          raw = await lent.client.models.generateContent(parameters);
        } catch (error) {
          raw = await readAgain(lent, { parameters, capture, error });
        }
        capture.assertAnswered();
        const reply = toReply(raw, faultsOf(capture, 'json'));
        attempt.progress();
        return reply;
      } catch (error) {
        throw failureOf(capture, error);
      } finally {
        clients.takeBack(lent);
        capture.release();
      }
    },

    async *stream(request, attempt) {
      const capture = openCapture(attempt, 'sse');
      const lent = clients.lend(capture);
      try {
        const pieces = await lent.client.models.generateContentStream(once(toParameters(request)));
        yield* toStreamParts(pieces, faultsOf(capture, 'sse'), {
          progress: () => attempt.progress(),
          assertAnswered: () => capture.assertAnswered(),
        });
      } catch (error) {
        throw failureOf(capture, error);
      } finally {
        clients.takeBack(lent);
        capture.release();
      }
    },
  };
}
