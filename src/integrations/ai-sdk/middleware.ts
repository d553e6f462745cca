import type { RetryController, RetryControllerOptions } from '../../client/retry-controller.js';
import { ModelLayer } from './layer.js';
import type { ModelParams, NamedModel } from './model.js';
import { receiveStream, type StreamResult } from './streamed-answer.js';
import { receiveAnswer, receiveEmbeddings } from './whole-answer.js';

/** What {@link languageModelMiddleware} and {@link embeddingModelMiddleware} are made over. */
export type MiddlewareInit = RetryController | Omit<RetryControllerOptions, 'keys'>;

interface Middleware {
  /** `'v3'`, which AI SDK 6 and 7 both take; of a type that fits both of their declarations. */
  readonly specificationVersion: never;
  /** What waits, switches and tells. */
  readonly client: RetryController;
}

/** A middleware for `wrapLanguageModel()`. */
export interface LanguageModelMiddleware extends Middleware {
  wrapGenerate<Result>(options: {
    readonly model: NamedModel & { doGenerate(params: never): PromiseLike<Result> };
    readonly params: ModelParams;
  }): Promise<Result>;
  wrapStream<Result extends StreamResult>(options: {
    readonly model: NamedModel & { doStream(params: never): PromiseLike<Result> };
    readonly params: ModelParams;
  }): Promise<Result>;
}

/** A middleware for `wrapEmbeddingModel()`. */
export interface EmbeddingModelMiddleware extends Middleware {
  wrapEmbed<Result>(options: {
    readonly model: NamedModel & { doEmbed(params: never): PromiseLike<Result> };
    readonly params: ModelParams;
  }): Promise<Result>;
}

const SPECIFICATION = 'v3' as never;

/**
 * A middleware that gives a model of the AI SDK the waits, gates, retries and checks of a retry controller: for
 * `generateText`, `streamText`, `generateObject`, with tools and over several steps. What fails for good is an
 * `LlmError`, after which the AI SDK does not ask again. Works with the AI SDK 6 and 7.
 * @example
 * const controller = createRetryController();
 * const model = wrapLanguageModel({ model: openai('gpt-5-mini'), middleware: languageModelMiddleware(controller) });
 * @param over a client or controller, whose limits and events hold, or the options of a controller
 * @throws TypeError that lists every problem of the options
 */
export function languageModelMiddleware(over: MiddlewareInit = {}): LanguageModelMiddleware {
  const layer = new ModelLayer(over, 'languageModelMiddleware()');
  return {
    specificationVersion: SPECIFICATION,
    client: layer.client,
    wrapGenerate: ({ model, params }) =>
      layer.call({
        model,
        params,
        watching: 'answer',
        ask: (inner) => model.doGenerate(inner as never),
        receive: receiveAnswer,
      }),
    wrapStream: ({ model, params }) =>
      layer.call({
        model,
        params,
        watching: 'stream',
        ask: (inner) => model.doStream(inner as never),
        receive: receiveStream,
      }),
  };
}

/**
 * The same for an embedding model: a middleware for `wrapEmbeddingModel()`.
 * @throws TypeError that lists every problem of the options
 */
export function embeddingModelMiddleware(over: MiddlewareInit = {}): EmbeddingModelMiddleware {
  const layer = new ModelLayer(over, 'embeddingModelMiddleware()');
  return {
    specificationVersion: SPECIFICATION,
    client: layer.client,
    wrapEmbed: ({ model, params }) =>
      layer.call({
        model,
        params,
        watching: 'answer',
        ask: (inner) => model.doEmbed(inner as never),
        receive: receiveEmbeddings,
      }),
  };
}
