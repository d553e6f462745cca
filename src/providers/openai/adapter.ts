import type OpenAI from 'openai';
import type {
  AttemptContext,
  Provider,
  ProviderReply,
  ProviderRequest,
  ProviderStreamPart,
} from '../../core/provider.js';
import { createHttpTransport } from '../../transport/http/http-transport.js';
import type { AnswerFormat } from '../../transport/answers/answer-format.js';
import { ResponseCapture } from '../../transport/answers/response-capture.js';
import { perKey } from '../per-key.js';
import { lowerCaseNames } from '../provider-options.js';
import { embedLimits, toEmbeddingRequest, toEmbedReply } from './embed.js';
import { toModelPage, toProviderModel } from './models.js';
import { captureOption, createOpenAIClient, foreignHeaders } from './client.js';
import { resolveOpenAIOptions, type OpenAIOptions } from './options.js';
import { completionProblems } from './problems.js';
import { toCompletionRequest } from './request.js';
import { toReply, type Completion } from './response.js';
import { toStreamParts } from './stream.js';
import { openaiErrors } from './rules.js';

/**
 * OpenAI, and every host that speaks its Chat Completions API: `openai({ name: 'openrouter', baseURL })`. Needs the
 * package `openai`. Close a provider with its client; it is not shared between clients.
 * @throws TypeError with all problems of the options.
 */
export function openai(options: OpenAIOptions = {}): Provider {
  const settings = resolveOpenAIOptions(options);
  const transport = createHttpTransport();
  const loadClient = createOpenAIClient(settings);
  const removed = foreignHeaders(settings);
  const headers = lowerCaseNames(options.headers);
  const target = { ownHost: settings.ownHost, vendor: settings.vendor, features: settings.features };
  const keyHeaders = (key: string): Record<string, string> =>
    settings.vendor?.keyHeader === undefined
      ? { authorization: `Bearer ${key}` }
      : { [settings.vendor.keyHeader]: key };
  const headersOf = perKey((key) => ({
    ...removed,
    authorization: undefined,
    // It would tell the server of a timeout that is none.
    'x-stainless-timeout': undefined,
    ...headers,
    ...(key === undefined ? {} : keyHeaders(key)),
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

  /** One request of the SDK whose answer is one JSON text. */
  const ask = async <Answer>(
    attempt: AttemptContext,
    send: (client: OpenAI, fetchOptions: never) => PromiseLike<unknown>,
    read: (raw: unknown, capture: ResponseCapture) => Answer,
  ): Promise<Answer> => {
    const loading = loadClient();
    const client = loading instanceof Promise ? await loading : loading;
    const capture = openCapture(attempt, 'json');
    try {
      const raw = await send(client, captureOption(capture) as never);
      capture.assertAnswered();
      const answer = read(raw, capture);
      attempt.progress();
      return answer;
    } catch (error) {
      throw capture.failureOf(error);
    } finally {
      capture.release();
    }
  };

  return {
    name: settings.name,
    errors: openaiErrors,
    keys: settings.keys,
    rotatesKeys: true,
    isLocal: settings.isLocal,
    streamsChat: false,
    timeouts: options.timeouts ?? {},
    policies: options.policies ?? {},
    concurrency: options.concurrency,
    limits: options.limits,
    pricing: { url: settings.baseURL },
    // https://platform.openai.com/docs/guides/rate-limits: the larger of the estimate and the maximum that was asked for.
    countedTokens: 'input-or-maximum',

    async prepare() {
      await Promise.all([loadClient(), transport.prepare()]);
    },

    problemsOf: (request) => completionProblems(request, target),

    chat: (request: ProviderRequest, attempt: AttemptContext): Promise<ProviderReply> => {
      const body = toCompletionRequest(request, { ...target, stream: false });
      return ask(
        attempt,
        (client, fetchOptions) => client.chat.completions.create(body as never, { fetchOptions }),
        toReply,
      );
    },

    async *stream(request: ProviderRequest, attempt: AttemptContext): AsyncGenerator<ProviderStreamPart> {
      const client = await loadClient();
      const capture = openCapture(attempt, 'sse');
      try {
        const body = toCompletionRequest(request, { ...target, stream: true });
        const chunks = (await client.chat.completions.create(body as never, {
          fetchOptions: captureOption(capture) as never,
        })) as unknown as AsyncIterable<Completion>;
        yield* toStreamParts(chunks, capture, () => attempt.progress());
      } catch (error) {
        throw capture.failureOf(error);
      } finally {
        capture.release();
      }
    },

    embedLimits: embedLimits(settings),
    embed: (request, attempt) =>
      ask(
        attempt,
        (client, fetchOptions) =>
          client.embeddings.create(toEmbeddingRequest(request, settings) as never, { fetchOptions }),
        toEmbedReply,
      ),
    listModels: (_page, attempt) =>
      // The page as it came: the SDK's own would fetch others by itself.
      ask(attempt, (client, fetchOptions) => client.get('/models', { fetchOptions }), toModelPage),
    ...(settings.vendor?.lists === 'base-models' ? { listIsComplete: false } : {}),
    showModel: (model, attempt) =>
      ask(
        attempt,
        (client, fetchOptions) => client.models.retrieve(model, { fetchOptions }),
        (raw, capture) => {
          const shown = toProviderModel(raw);
          if (shown === undefined) throw capture.responseFailure();
          return shown;
        },
      ),

    close: () => transport.close(),
  };
}
