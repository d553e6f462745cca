/** What is known of a model, beyond its name. */
export interface ModelFact {
  /** How many tokens it reads. */
  readonly contextLength?: number;
  /** How many tokens it writes at most. */
  readonly maxOutputTokens?: number;
}

/** Which model. */
export interface ModelName {
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
}

/** The largest list of a provider has some hundred models; whoever talks to more than this forgets the oldest. */
const MOST_MODELS = 2_000;

/** Remembers what lists, checks and refusals told of models. Of each the latest word counts. */
export class ModelFacts {
  readonly #facts = new Map<string, ModelFact>();

  get({ provider, model }: ModelName): ModelFact | undefined {
    return this.#facts.get(keyOf(provider, model));
  }

  /** Lays a fact over what is known; what it leaves out stays. */
  set({ provider, model }: ModelName, { contextLength, maxOutputTokens }: ModelFact): void {
    if (contextLength === undefined && maxOutputTokens === undefined) return;
    const key = keyOf(provider, model);
    const known = this.#facts.get(key);
    // Out and in again, so that the oldest stands first.
    this.#facts.delete(key);
    this.#facts.set(key, {
      ...known,
      ...(contextLength === undefined ? {} : { contextLength }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    });
    if (this.#facts.size <= MOST_MODELS) return;
    const [oldest] = this.#facts.keys();
    if (oldest !== undefined) this.#facts.delete(oldest);
  }
}

function keyOf(provider: string, model: string): string {
  return `${provider}/${model}`;
}
