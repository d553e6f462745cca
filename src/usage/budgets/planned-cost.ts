import type { AttemptEntry } from '../../core/usage-entry.js';
import type { PlannedAttempt } from '../../core/usage-recorder.js';
import { promptTokens } from '../estimate.js';
import type { PriceBook } from '../prices/price-book.js';

/** What a request will probably use. */
export interface Expected {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** `undefined` where its price is not known. */
  readonly costNanoUsd: number | undefined;
}

const MOST_MODELS = 1_000;

/** Learns how long a model's answers are, and guesses what the next one will use. */
export class Expectation {
  readonly #prices: PriceBook | undefined;
  /** By model: tokens of an answer for each token of its prompt. */
  readonly #ratios = new Map<string, number>();

  constructor(prices: PriceBook | undefined) {
    this.#prices = prices;
  }

  learn({ provider, model, inputTokens, outputTokens, outcome }: AttemptEntry): void {
    if (outcome !== 'success' || inputTokens === undefined || outputTokens === undefined || inputTokens === 0) return;
    const name = `${provider}/${model}`;
    const ratio = outputTokens / inputTokens;
    const known = this.#ratios.get(name);
    if (known === undefined && this.#ratios.size >= MOST_MODELS) this.#ratios.clear();
    // The latest ones count most: what is translated now is like what was translated just before.
    this.#ratios.set(name, known === undefined ? ratio : known + (ratio - known) / 10);
  }

  of(planned: PlannedAttempt, { at, batch }: { readonly at: number; readonly batch: boolean }): Expected {
    const inputTokens = promptTokens(planned.content) ?? 0;
    const ratio = this.#ratios.get(`${planned.provider}/${planned.model}`) ?? 1;
    const most = planned.content?.maxOutputTokens ?? Number.POSITIVE_INFINITY;
    const outputTokens = Math.min(Math.ceil(inputTokens * ratio), most);
    return { inputTokens, outputTokens, costNanoUsd: this.#costOf(planned, { inputTokens, outputTokens, at, batch }) };
  }

  #costOf(
    { provider, model, pricing }: PlannedAttempt,
    of: { readonly inputTokens: number; readonly outputTokens: number; readonly at: number; readonly batch: boolean },
  ): number | undefined {
    const { inputTokens, outputTokens, at, batch } = of;
    const usage = { inputTokens, outputTokens };
    const cost = this.#prices?.costOf({ provider, model, url: pricing?.url, batch, at, usage });
    if (cost?.source !== 'own-table' && pricing?.isFree?.(model) === true) return 0;
    return cost?.nanoUsd;
  }
}
