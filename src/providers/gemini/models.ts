import type { ProviderModel, ProviderModelPage } from '../../core/model-info.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { toldCount } from '../usage.js';
import { modelPath, type GeminiRestRequest } from './rest.js';

/** The largest page there is, see https://ai.google.dev/api/models#method:-models.list */
const PAGE_SIZE = '1000';

/** Asks for a page of the list. */
export function toModelListRequest(page: string | undefined): GeminiRestRequest {
  const query = new URLSearchParams({ pageSize: PAGE_SIZE, ...(page === undefined ? {} : { pageToken: page }) });
  return { path: `/models?${query.toString()}` };
}

/** Asks for one model. */
export function toModelRequest(model: string): GeminiRestRequest {
  return { path: `/${modelPath(model)}` };
}

/** A model, see https://ai.google.dev/api/models#Model */
interface GeminiModel {
  readonly name?: unknown;
  readonly inputTokenLimit?: unknown;
  readonly outputTokenLimit?: unknown;
  readonly supportedGenerationMethods?: unknown;
}

function toProviderModel(raw: unknown): ProviderModel | undefined {
  const { name, inputTokenLimit, outputTokenLimit, supportedGenerationMethods } = (raw ?? {}) as GeminiModel;
  if (typeof name !== 'string' || name === '') return undefined;
  const contextLength = toldCount(inputTokenLimit);
  const maxOutputTokens = toldCount(outputTokenLimit);
  return {
    model: name.replace(/^models\//, ''),
    ...(contextLength === undefined ? {} : { contextLength }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(Array.isArray(supportedGenerationMethods) ? { capabilities: supportedGenerationMethods.map(String) } : {}),
    raw,
  };
}

/** Maps a page. Throws where it is none; a page without models has no list at all. */
export function toGeminiModelPage(raw: unknown, capture: ResponseCapture): ProviderModelPage {
  if (typeof raw !== 'object' || raw === null) throw capture.responseFailure();
  const {
    models = [],
    nextPageToken,
    error,
  } = raw as {
    readonly models?: unknown;
    readonly nextPageToken?: unknown;
    readonly error?: unknown;
  };
  if (error !== undefined || !Array.isArray(models)) throw capture.responseFailure();
  return {
    models: models.flatMap((entry: unknown) => {
      const model = toProviderModel(entry);
      return model === undefined ? [] : [model];
    }),
    ...(typeof nextPageToken === 'string' && nextPageToken !== '' ? { nextPage: nextPageToken } : {}),
  };
}

/** Maps one model. Throws where the answer is none. */
export function toGeminiModel(raw: unknown, capture: ResponseCapture): ProviderModel {
  const model = toProviderModel(raw);
  if (model === undefined) throw capture.responseFailure();
  return model;
}
