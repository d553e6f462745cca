import type * as GenerativeAI from '@google/generative-ai';
import { AttemptFailure } from '../../core/attempt-failure.js';
import type { FailureCode } from '../../core/failure-codes.js';
import type { AttemptContext, ProviderRequest } from '../../core/provider.js';
import { answerFault } from '../../transport/answers/answer-fault.js';
import { toGeminiRequest } from './request.js';
import { toReply, toStreamParts, withoutContent, type AnswerFaults, type GeminiResponse } from './response.js';
import type { GeminiPort, GeminiPortOptions } from './sdk-port.js';

/** What the SDK says of an answer that it can't read; it keeps neither the answer nor a cause. */
const UNREADABLE: readonly (readonly [RegExp, FailureCode])[] = [
  [/^\[GoogleGenerativeAI Error\]: Failed to parse stream/, 'STREAM_WITHOUT_END'],
  [/^\[GoogleGenerativeAI Error\]: Error parsing JSON response/, 'UNREADABLE_ANSWER'],
];

const FAULTS: AnswerFaults = {
  raw: (response) => new AttemptFailure({ status: 200, headers: undefined, body: withoutContent(response) }),
  fault: answerFault,
};

function failureOf(thrown: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (thrown instanceof AttemptFailure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // The runtime's own words quote the answer.
  if (thrown instanceof SyntaxError || (thrown instanceof TypeError && /^Cannot (?:read|set) prop/.test(message)))
    return answerFault('UNREADABLE_ANSWER', "The answer can't be read: it is no whole JSON object.", thrown);
  const code = UNREADABLE.find(([pattern]) => pattern.test(message))?.[1];
  if (code === undefined) return new AttemptFailure(thrown);
  return answerFault(code, message, thrown);
}

/** `providerOptions` are fields of the SDK's request, its `generationConfig` one by one. */
function toParameters(request: ProviderRequest): GenerativeAI.GenerateContentRequest {
  const { contents, generation, toolFields } = toGeminiRequest(request);
  const given = request.providerOptions as Partial<GenerativeAI.GenerateContentRequest> | undefined;
  return {
    contents: contents as unknown as GenerativeAI.Content[],
    ...toolFields,
    ...given,
    generationConfig: { ...generation, ...given?.generationConfig },
  };
}

/** Gemini over `@google/generative-ai`, which is archived and has no hook for a `fetch`; see `GeminiOptions.sdk`. */
export function createGenerativeAIPort(sdk: typeof GenerativeAI, { baseURL, headers }: GeminiPortOptions): GeminiPort {
  const openModel = (request: ProviderRequest, { key = '' }: AttemptContext): GenerativeAI.GenerativeModel => {
    const { model, systemInstruction } = toGeminiRequest(request);
    return new sdk.GoogleGenerativeAI(key).getGenerativeModel(
      { model, ...(systemInstruction === undefined ? {} : { systemInstruction }) },
      { baseUrl: baseURL, customHeaders: { ...headers } },
    );
  };

  // The SDK forgets to look whether a signal is aborted already, and never frees a stream that nobody reads.
  const openAttempt = ({ signal }: AttemptContext): { signal: AbortSignal; release: () => void } => {
    signal.throwIfAborted();
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    signal.addEventListener('abort', abort, { once: true });
    const release = (): void => {
      signal.removeEventListener('abort', abort);
      abort();
    };
    return { signal: controller.signal, release };
  };

  return {
    async chat(request, attempt) {
      const { signal, release } = openAttempt(attempt);
      try {
        const { response } = await openModel(request, attempt).generateContent(toParameters(request), { signal });
        attempt.signal.throwIfAborted();
        const reply = toReply(response, FAULTS);
        attempt.progress();
        return reply;
      } catch (error) {
        throw failureOf(error, attempt.signal);
      } finally {
        release();
      }
    },

    async *stream(request, attempt) {
      const { signal, release } = openAttempt(attempt);
      try {
        const result = await openModel(request, attempt).generateContentStream(toParameters(request), { signal });
        // It fails with the stream, and would end the process as an unhandled rejection.
        result.response.catch(() => undefined);
        yield* toStreamParts(result.stream as AsyncIterable<GeminiResponse>, FAULTS, {
          progress: () => attempt.progress(),
          assertAnswered: () => attempt.signal.throwIfAborted(),
        });
      } catch (error) {
        throw failureOf(error, attempt.signal);
      } finally {
        release();
      }
    },
  };
}
