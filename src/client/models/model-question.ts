import type { Classification } from '../../core/classification.js';
import { ERROR_KINDS, type ErrorKind } from '../../core/error-kinds.js';
import { isLlmError } from '../../core/error.js';
import type { ApiKey } from '../../core/keys.js';
import type { ProviderModel } from '../../core/model-info.js';
import type { Provider } from '../../core/provider.js';
import type { Engine } from '../engine.js';
import { listPages } from './list-models.js';
import type { ProviderHandle } from '../provider/provider-handle.js';
import { sideHandle } from './side-handle.js';
import { askAside, type SideOptions } from './side-question.js';
import { ownClassification } from '../../core/own-classification.js';

/** What a provider says of a model to a key, for free. */
export type ModelStanding =
  | { readonly type: 'found'; readonly model: ProviderModel }
  | { readonly type: 'missing'; readonly problem: Classification; readonly names: readonly string[] }
  | { readonly type: 'refused'; readonly problem: Classification }
  /** It doesn't say: it has no list, hides it from this key, or names more models than it lists. */
  | { readonly type: 'unknown'; readonly problem: Classification | undefined; readonly names: readonly string[] };

/** Which model is asked for, and of whom. */
export interface ModelQuestion {
  readonly engine: Engine;
  readonly provider: Provider;
  readonly handle: ProviderHandle;
  /** Without its prefix. */
  readonly model: string;
  readonly options: SideOptions;
}

/**
 * What these tell of is the question, not the model: the path is not there, or a key for answers may not list
 * ("Missing scopes: api.model.read").
 */
const TELLS_NOTHING: ReadonlySet<ErrorKind> = new Set(['invalid-request', 'invalid-response', 'permission', 'unknown']);

/** Asks for the model itself, and where that doesn't settle it, for the list. */
export async function askForModel(question: ModelQuestion, key: ApiKey): Promise<ModelStanding> {
  const standing = await askForName(question, key);
  const isProof = standing.type !== 'missing' || question.provider.listIsComplete !== false;
  return isProof ? standing : { type: 'unknown', problem: undefined, names: [] };
}

async function askForName(question: ModelQuestion, key: ApiKey): Promise<ModelStanding> {
  const shown = await show(question, key);
  if (shown.type === 'found' && shown.model.contextLength !== undefined) return shown;
  if (shown.type === 'refused') return shown;
  const listed = await findInList(question, key);
  // Some say that a model is there, and only the list how long its context is.
  if (shown.type === 'found') return listed.type === 'found' ? listed : shown;
  if (listed.type === 'found') return listed;
  if (shown.type === 'missing') return { ...shown, names: 'names' in listed ? listed.names : [] };
  return listed;
}

async function show({ engine, provider, handle, model, options }: ModelQuestion, key: ApiKey): Promise<ModelStanding> {
  const { showModel } = provider;
  if (showModel === undefined) return { type: 'unknown', problem: undefined, names: [] };
  return standingOf(async () => {
    const shown = await askAside({
      engine,
      provider,
      handle: sideHandle(handle, { engine, keys: [key] }),
      options,
      ask: (attempt) => showModel.call(provider, model, attempt),
    });
    return { type: 'found', model: shown };
  });
}

async function findInList(question: ModelQuestion, key: ApiKey): Promise<ModelStanding> {
  const { engine, provider, handle, model, options } = question;
  if (provider.listModels === undefined) return { type: 'unknown', problem: undefined, names: [] };
  return standingOf(async () => {
    const models = await listPages(provider, { engine, options, handle: sideHandle(handle, { engine, keys: [key] }) });
    const found = models.find((listed) => listed.model === model);
    if (found !== undefined) return { type: 'found', model: found };
    const names = models.map((listed) => listed.model);
    const problem = notListed(provider.name, model);
    // Hosts know variants that they don't list, such as `name:nitro`: https://openrouter.ai/docs/model-variants
    const isVariant = names.includes(model.replace(/:[^:/]*$/, ''));
    return names.length === 0 || isVariant ? { type: 'unknown', problem, names } : { type: 'missing', problem, names };
  });
}

/** What a refusal means for the question; an abort, a closed client and defects are thrown. */
async function standingOf(ask: () => Promise<ModelStanding>): Promise<ModelStanding> {
  try {
    return await ask();
  } catch (error) {
    const problem = problemOf(error);
    if (problem.kind === 'model-not-found') return { type: 'missing', problem, names: [] };
    return TELLS_NOTHING.has(problem.kind) ? { type: 'unknown', problem, names: [] } : { type: 'refused', problem };
  }
}

/**
 * The classification of an expected failure.
 * @throws the error itself where it is none
 */
export function problemOf(error: unknown): Classification {
  if (!isLlmError(error) || error.kind === 'cancelled') throw error;
  return error.classification;
}

function notListed(provider: string, model: string): Classification {
  const { scope } = ERROR_KINDS['model-not-found'];
  return ownClassification('model-not-found', { scope, message: `${provider} does not list \`${model}\`.` });
}
