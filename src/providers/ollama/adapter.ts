import type { Ollama } from 'ollama';
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
import type { HeaderChanges } from '../../transport/http/request-headers.js';
import { createSdkLoader } from '../load-sdk.js';
import { perKey } from '../per-key.js';
import { definedOnly, lowerCaseNames } from '../provider-options.js';
import { Balances } from './balance.js';
import { ollamaPricing } from './pricing.js';
import { OLLAMA_EMBED_LIMITS, toOllamaEmbedReply, toOllamaEmbedRequest } from './embed.js';
import { toOllamaModel, toOllamaModels } from './models.js';
import { resolveOllamaOptions, type OllamaOptions } from './options.js';
import { ollamaProblems, toOllamaRequest } from './request.js';
import { readWhole, toStreamParts } from './read-answer.js';
import { OllamaAnswer } from './response.js';
import { ollamaErrors } from './rules.js';

/** A cold model is read from the disk first, which takes minutes. */
const OLLAMA_TIMEOUTS = { firstToken: '10m' } as const;

/** A local model answers one after the other, or a few at once: more only wait in its own queue, where time runs out. */
const LOCAL_CONCURRENCY = 2;

/**
 * Ollama: a daemon, or Ollama Cloud at https://ollama.com. Needs the package `ollama`. Close a provider with its client;
 * it is not shared between clients.
 * @throws TypeError with all problems of the options.
 */
export function ollama(options: OllamaOptions = {}): Provider {
  const settings = resolveOllamaOptions(options);
  const transport = createHttpTransport();
  const loadSdk = createSdkLoader('ollama', () => import('ollama'));
  const headers = lowerCaseNames(options.headers);

  const balances = settings.balance === 'after-limit' ? new Balances() : undefined;

  const headersOf = (key: string | undefined): Record<string, string> => ({
    ...headers,
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  });
  // The SDK adds OLLAMA_API_KEY by itself where it sees none: the key of the attempt stands alone.
  const changesFor = perKey((key): HeaderChanges => ({ authorization: undefined, ...headersOf(key) }));

  const openCapture = (attempt: AttemptContext, format: AnswerFormat): ResponseCapture => {
    const { key, timeouts, observe } = attempt;
    return new ResponseCapture({
      transport,
      attempt,
      connectTimeoutMs: timeouts.connect,
      headers: changesFor(key),
      format,
      onHeaders: observe,
    });
  };

  /** A refusal for a usage limit, with its end where that is asked for. */
  const completed = (failure: unknown, attempt: AttemptContext): unknown =>
    balances?.complete(failure, attempt, { transport, baseURL: settings.baseURL, headers: headersOf(attempt.key) }) ??
    failure;

  /** Sends a request: by the SDK, while its lines are ours to read, since the SDK lets broken ones pass. */
  const send = async (
    Client: typeof Ollama,
    request: ProviderRequest,
    { attempt, capture }: { readonly attempt: AttemptContext; readonly capture: ResponseCapture },
  ): Promise<OllamaAnswer> => {
    // One client an attempt: it keeps all streams that it did not read to their ends.
    const client = new Client({ host: settings.baseURL, fetch: capture.fetch });
    const body = toOllamaRequest(request);
    await client.chat(body as never);
    return new OllamaAnswer({ sent: { messages: request.messages, body }, capture, attempt });
  };

  async function* stream(request: ProviderRequest, attempt: AttemptContext): AsyncGenerator<ProviderStreamPart> {
    const { Ollama: Client } = await loadSdk();
    const capture = openCapture(attempt, 'ndjson');
    try {
      yield* toStreamParts(await send(Client, request, { attempt, capture }), capture);
    } catch (error) {
      throw await completed(capture.failureOf(error), attempt);
    } finally {
      capture.release();
    }
  }

  /** One request of the SDK whose answer is one JSON text. */
  const askOnce = async <Answer>(
    attempt: AttemptContext,
    ask: (client: Ollama) => Promise<unknown>,
    read: (raw: unknown, capture: ResponseCapture) => Answer,
  ): Promise<Answer> => {
    const { Ollama: Client } = await loadSdk();
    const capture = openCapture(attempt, 'json');
    try {
      const raw = await ask(new Client({ host: settings.baseURL, fetch: capture.fetch }));
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
    errors: ollamaErrors,
    keys: settings.keys,
    rotatesKeys: settings.rotatesKeys,
    streamsChat: true,
    isLocal: settings.isLocal,
    timeouts: definedOnly(options.timeouts),
    defaultTimeouts: OLLAMA_TIMEOUTS,
    policies: options.policies ?? {},
    pricing: ollamaPricing(settings.baseURL),
    concurrency: options.concurrency,
    ...(settings.isLocal ? { defaultConcurrency: LOCAL_CONCURRENCY } : {}),
    limits: options.limits,

    async prepare() {
      await Promise.all([loadSdk(), transport.prepare()]);
    },

    problemsOf: ollamaProblems,

    async chat(request: ProviderRequest, attempt: AttemptContext): Promise<ProviderReply> {
      const { Ollama: Client } = await loadSdk();
      const capture = openCapture(attempt, 'ndjson');
      try {
        return await readWhole(await send(Client, request, { attempt, capture }), capture);
      } catch (error) {
        throw await completed(capture.failureOf(error), attempt);
      } finally {
        capture.release();
      }
    },
    stream,

    embedLimits: OLLAMA_EMBED_LIMITS,
    embed: (request, attempt) =>
      askOnce(attempt, (client) => client.embed(toOllamaEmbedRequest(request) as never), toOllamaEmbedReply),
    listModels: (_page, attempt) => askOnce(attempt, (client) => client.list(), toOllamaModels),
    showModel: (model, attempt) =>
      askOnce(
        attempt,
        (client) => client.show({ model }),
        (raw, capture) => toOllamaModel(model, { raw, capture }),
      ),

    close: () => transport.close(),
  };
}
