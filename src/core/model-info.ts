/** A model as its provider lists it. What the provider doesn't tell is left out. */
export interface ProviderModel {
  /** Without a prefix, as requests name it. */
  readonly model: string;
  /** How many tokens it reads, its answer included where the provider counts so. */
  readonly contextLength?: number;
  /** How many tokens it writes at most. */
  readonly maxOutputTokens?: number;
  /** What it can do, in the provider's own words. */
  readonly capabilities?: readonly string[];
  /** The entry as the provider gave it. */
  readonly raw: unknown;
}

/** One page of a provider's list. */
export interface ProviderModelPage {
  readonly models: readonly ProviderModel[];
  /** What to ask for the next page with; left out on the last one. */
  readonly nextPage?: string;
}

/** A model of any provider, as `client.models()` gives it. */
export interface ModelInfo extends ProviderModel {
  /** `prefix/name`: what a request takes as its `model`. */
  readonly id: string;
  /** The prefix. */
  readonly provider: string;
}
