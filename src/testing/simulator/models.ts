import type { SimulatedProvider } from './simulated-provider.js';

/** Whether a model answers, and why not. `insufficient-memory` is Ollama's alone. */
export const MODEL_STATES = ['ready', 'missing', 'retired', 'overloaded', 'insufficient-memory'] as const;

/** Whether a model answers, one of {@link MODEL_STATES}. */
export type SimulatedModelState = (typeof MODEL_STATES)[number];

/** A model that the simulator knows. */
export interface SimulatedModel {
  /** The provider that has it. @default every provider */
  readonly provider?: SimulatedProvider;
  readonly name: string;
  /** How many tokens a prompt may have. @default no limit */
  readonly contextLength?: number;
  /** @default 'ready' */
  readonly state?: SimulatedModelState;
}

/** What may be changed of a model while the simulator runs. */
export type SimulatedModelChange = Pick<SimulatedModel, 'contextLength' | 'state'>;

/** A model as a request finds it. @internal */
export interface FoundModel {
  readonly state: SimulatedModelState;
  readonly contextLength: number | undefined;
}

/** Knows the models, the listed ones and those that were changed later. @internal */
export class ModelBook {
  readonly #models: SimulatedModel[];
  /** Whether a provider had a list from the start: one that hadn't has every model. */
  readonly #isListed: ReadonlySet<SimulatedProvider | undefined>;

  constructor(models: readonly SimulatedModel[]) {
    this.#models = [...models];
    this.#isListed = new Set(models.map((model) => model.provider));
  }

  find(provider: SimulatedProvider, name: string): FoundModel {
    // The newest entry first: a change wins over the list.
    const known = this.#models.findLast((model) => isOf(model, provider) && isSameModel(model.name, name));
    if (known === undefined) {
      const hasEvery = !this.#isListed.has(provider) && !this.#isListed.has(undefined);
      return { state: hasEvery ? 'ready' : 'missing', contextLength: undefined };
    }
    return { state: known.state ?? 'ready', contextLength: known.contextLength };
  }

  /** The names that a provider lists: retired models stay there, as on a local Ollama. */
  names(provider: SimulatedProvider): readonly string[] {
    const names = new Set(this.#models.filter((model) => isOf(model, provider)).map((model) => model.name));
    return [...names].filter((name) => this.find(provider, name).state !== 'missing');
  }

  set(provider: SimulatedProvider, name: string, change: SimulatedModelChange): void {
    const known = this.find(provider, name);
    // A model that is new is there, unless the change says otherwise.
    const state = change.state ?? (known.state === 'missing' ? 'ready' : known.state);
    const contextLength = change.contextLength ?? known.contextLength;
    this.#models.push({ provider, name, state, ...(contextLength === undefined ? {} : { contextLength }) });
  }
}

function isOf(model: SimulatedModel, provider: SimulatedProvider): boolean {
  return model.provider === undefined || model.provider === provider;
}

/** Ollama takes `llama3` and `llama3:latest` for the same. */
function isSameModel(one: string, other: string): boolean {
  return one.replace(/:latest$/, '') === other.replace(/:latest$/, '');
}
