import { AttemptFailure } from '../../core/attempt-failure.js';
import { isLlmError, type LlmError } from '../../core/error.js';
import type { ModelInfo, ProviderModel, ProviderModelPage } from '../../core/model-info.js';
import type { Provider } from '../../core/provider.js';
import type { Engine } from '../engine.js';
import type { ProviderHandle } from '../provider/provider-handle.js';
import { sideHandle } from './side-handle.js';
import { askAside, type SideOptions } from './side-question.js';

/** A provider whose models could not be listed. */
export interface ModelListFailure {
  /** The prefix. */
  readonly provider: string;
  /** An `LlmError`, or a `TypeError` where the provider has no list or its SDK is not installed. */
  readonly error: LlmError | TypeError;
}

/** The models of all providers that gave a list. */
export interface ModelList {
  readonly models: readonly ModelInfo[];
  /** The providers that gave none: their models are missing above. */
  readonly failures: readonly ModelListFailure[];
}

/** What lists are made of. */
export interface ModelListing {
  readonly engine: Engine;
  readonly options: SideOptions;
}

/**
 * The models of several providers. One that fails doesn't hide the others'; if all do, it rejects.
 * @throws LlmError or TypeError of the only provider that was asked; an AggregateError of several
 */
export async function listModels(providers: readonly Provider[], listing: ModelListing): Promise<ModelList> {
  const lists = await Promise.allSettled(providers.map((provider) => listProvider(provider, listing)));
  const { signal } = listing.options;
  signal?.throwIfAborted();
  const models = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
  const failures = lists.flatMap((list, index) => {
    const provider = providers[index]?.name ?? '';
    return list.status === 'fulfilled' ? [] : [{ provider, error: requireKnown(list.reason) }];
  });
  if (failures.length < providers.length) return { models, failures };
  const errors = failures.map(({ error }) => error);
  const [only] = errors;
  if (only !== undefined && errors.length === 1) throw only;
  throw new AggregateError(errors, `No provider listed its models: ${errors.map(({ message }) => message).join(' ')}`);
}

/** A defect of this library is no failure of a provider. */
function requireKnown(error: unknown): LlmError | TypeError {
  if (isLlmError(error) || error instanceof TypeError) return error;
  throw error;
}

async function listProvider(provider: Provider, { engine, options }: ModelListing): Promise<readonly ModelInfo[]> {
  const own = engine.handles.get(provider.name);
  if (provider.listModels === undefined || own === undefined) {
    throw new TypeError(
      `\`${provider.name}\` has no list of models: a provider needs the method \`listModels\` for that.`,
    );
  }
  const models = await listPages(provider, { engine, options, handle: sideHandle(own, { engine }) });
  for (const { model, contextLength } of models) {
    if (contextLength !== undefined) engine.lengths.noteListed({ provider: provider.name, model }, contextLength);
  }
  return models.map((model) => ({ ...model, id: `${provider.name}/${model.model}`, provider: provider.name }));
}

/** All pages of a provider's list, by the keys of a handle. */
export async function listPages(
  provider: Provider,
  { engine, options, handle }: ModelListing & { readonly handle: ProviderHandle },
): Promise<readonly ProviderModel[]> {
  const models: ProviderModel[] = [];
  const seen = new Set<string>();
  let page: string | undefined;
  do {
    const asked = page;
    const answer: ProviderModelPage = await askAside({
      engine,
      provider,
      handle,
      options,
      ask: async (attempt) => {
        const given = await provider.listModels?.(asked, attempt);
        return checkPage(given, seen);
      },
    });
    models.push(...answer.models);
    page = answer.nextPage;
    if (page !== undefined) seen.add(page);
  } while (page !== undefined);
  return models;
}

/** A list that turns in a circle would never end. */
function checkPage(page: unknown, seen: ReadonlySet<string>): ProviderModelPage {
  const { models, nextPage } = (page ?? {}) as Partial<ProviderModelPage>;
  if (!Array.isArray(models)) throw fault('The provider gave no list of models.');
  if (nextPage !== undefined && seen.has(nextPage)) throw fault('The pages of the list of models turn in a circle.');
  return page as ProviderModelPage;
}

function fault(message: string): AttemptFailure {
  return new AttemptFailure({ name: 'AnswerFault', message, code: 'UNREADABLE_ANSWER', status: 200 });
}
