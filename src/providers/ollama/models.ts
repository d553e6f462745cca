import type { ProviderModel, ProviderModelPage } from '../../core/model-info.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { toldCount } from '../usage.js';

/** Maps `/api/tags`: the models that are pulled, see https://docs.ollama.com/api/tags. It says nothing of contexts. */
export function toOllamaModels(raw: unknown, capture: ResponseCapture): ProviderModelPage {
  const { models } = (raw ?? {}) as { readonly models?: unknown };
  if (!Array.isArray(models)) throw capture.responseFailure();
  return {
    models: (models as readonly unknown[]).flatMap((entry) => {
      const { model, name } = (entry ?? {}) as { readonly model?: unknown; readonly name?: unknown };
      const id = typeof model === 'string' && model !== '' ? model : name;
      return typeof id === 'string' && id !== '' ? [{ model: id, raw: entry }] : [];
    }),
  };
}

/** Maps `/api/show`, see https://docs.ollama.com/api-reference/show-model-details */
export function toOllamaModel(model: string, { raw, capture }: ShownModel): ProviderModel {
  const answer = (raw ?? {}) as {
    readonly model_info?: Readonly<Record<string, unknown>> | null;
    readonly capabilities?: unknown;
    readonly details?: unknown;
  };
  if (answer.model_info === undefined && answer.details === undefined) throw capture.responseFailure();
  const { capabilities } = answer;
  const contextLength = contextLengthOf(answer.model_info ?? {});
  return {
    model,
    ...(contextLength === undefined ? {} : { contextLength }),
    ...(Array.isArray(capabilities) ? { capabilities: capabilities.map(String) } : {}),
    raw,
  };
}

/** An answer of `/api/show`, and how it came. */
interface ShownModel {
  readonly raw: unknown;
  readonly capture: ResponseCapture;
}

/** It stands under the name of the architecture: `gemma3.context_length`. */
function contextLengthOf(info: Readonly<Record<string, unknown>>): number | undefined {
  const architecture = info['general.architecture'];
  const own = typeof architecture === 'string' ? toldCount(info[`${architecture}.context_length`]) : undefined;
  if (own !== undefined) return own;
  const [, value] = Object.entries(info).find(([name]) => /^[^.]+\.context_length$/.test(name)) ?? [];
  return toldCount(value);
}
