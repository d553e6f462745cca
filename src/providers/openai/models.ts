import type { ProviderModel, ProviderModelPage } from '../../core/model-info.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { toldCount } from '../usage.js';

/** An entry of a list. OpenAI's own says only the name; hosts add what they like, under their own names. */
interface ListedModel {
  readonly id?: unknown;
  readonly context_length?: unknown;
  readonly context_window?: unknown;
  readonly max_context_length?: unknown;
  readonly max_model_len?: unknown;
  readonly max_completion_tokens?: unknown;
  readonly max_output_tokens?: unknown;
  readonly top_provider?: { readonly max_completion_tokens?: unknown } | null;
  readonly meta?: { readonly n_ctx_train?: unknown } | null;
  readonly capabilities?: unknown;
  readonly supported_parameters?: unknown;
}

/**
 * Maps an entry. The length of the context: `context_length` of OpenRouter and Together, `context_window` of Groq,
 * `max_context_length` of Mistral, `max_model_len` of vLLM, `meta.n_ctx_train` of llama.cpp.
 * https://openrouter.ai/docs/api-reference/list-available-models https://console.groq.com/docs/models
 * https://docs.mistral.ai/api/#tag/models https://github.com/ggml-org/llama.cpp/tree/master/tools/server
 */
export function toProviderModel(raw: unknown): ProviderModel | undefined {
  const entry = (raw ?? {}) as ListedModel;
  if (typeof entry.id !== 'string' || entry.id === '') return undefined;
  const contextLength = firstCount(
    entry.context_length,
    entry.context_window,
    entry.max_context_length,
    entry.max_model_len,
    entry.meta?.n_ctx_train,
  );
  const maxOutputTokens = firstCount(
    entry.max_completion_tokens,
    entry.max_output_tokens,
    entry.top_provider?.max_completion_tokens,
  );
  const capabilities = capabilityNames(entry.capabilities) ?? capabilityNames(entry.supported_parameters);
  return {
    model: entry.id,
    ...(contextLength === undefined ? {} : { contextLength }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(capabilities === undefined ? {} : { capabilities }),
    raw,
  };
}

function firstCount(...values: readonly unknown[]): number | undefined {
  return values.map(toldCount).find((count) => count !== undefined);
}

/** A list of names, or an object of names and whether they hold. */
function capabilityNames(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return value.filter((name): name is string => typeof name === 'string');
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).flatMap(([name, holds]) => (holds === true ? [name] : []));
}

/** Maps a list. Throws where it is none. Some hosts answer with the bare array. */
export function toModelPage(raw: unknown, capture: ResponseCapture): ProviderModelPage {
  const { data, error } = (raw ?? {}) as { readonly data?: unknown; readonly error?: unknown };
  if (error) throw capture.responseFailure({ error });
  const list: unknown = Array.isArray(raw) ? raw : data;
  if (!Array.isArray(list)) throw capture.responseFailure();
  return {
    models: list.flatMap((entry: unknown) => {
      const model = toProviderModel(entry);
      return model === undefined ? [] : [model];
    }),
  };
}
