import type { AttemptEntry } from '../../core/usage-entry.js';
import type { PlannedAttempt } from '../../core/usage-recorder.js';
import { promptTokens } from '../entries/estimate.js';
import type { PriceBook } from '../prices/price-book.js';

/** What a request will probably use. */
export interface Expected {
  /** By the length of its text alone. */
  readonly roughTokens: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** `undefined` where its price is not known. */
  readonly costNanoUsd: number | undefined;
  /** The same where its answer is as long as it may be: to be held while nothing is known of this model's answers. */
  readonly most: Pick<Expected, 'inputTokens' | 'outputTokens' | 'costNanoUsd'>;
}

/** How long an answer may be where nobody bounded it, and none is known: some pages. */
const LONG_ANSWER = 4_096;

const MOST_MODELS = 1_000;

/** What was learnt of a model. */
interface Ratios {
  /** Tokens of a prompt for each one that its length lets expect: a language other than English has more. */
  readonly input: number;
  /** Tokens of an answer for each token of its prompt. */
  readonly output: number;
}

/** Learns how long a model's prompts and answers are, and guesses what the next one will use. */
export class Expectation {
  readonly #prices: PriceBook | undefined;
  readonly #ratios = new Map<string, Ratios>();

  constructor(prices: PriceBook | undefined) {
    this.#prices = prices;
  }

  /** Learns from a request that was expected to have so many tokens by its length. */
  learn({ provider, model, inputTokens, outputTokens, outcome, estimated }: AttemptEntry, roughTokens = 0): void {
    if (outcome !== 'success' || estimated || !inputTokens || outputTokens === undefined) return;
    const name = `${provider}/${model}`;
    const known = this.#ratios.get(name);
    const input = roughTokens > 0 ? inputTokens / roughTokens : (known?.input ?? 1);
    const output = outputTokens / inputTokens;
    if (known === undefined && this.#ratios.size >= MOST_MODELS) this.#ratios.clear();
    this.#ratios.set(name, {
      input: known === undefined ? input : latest(known.input, input),
      output: known === undefined ? output : latest(known.output, output),
    });
  }

  of(planned: PlannedAttempt, { at, batch }: { readonly at: number; readonly batch: boolean }): Expected {
    const roughTokens = promptTokens(planned.content) ?? 0;
    const known = this.#ratios.get(`${planned.provider}/${planned.model}`);
    const ratios = known ?? { input: 1, output: 1 };
    const most = planned.content?.maxOutputTokens ?? Number.POSITIVE_INFINITY;
    const inputTokens = Math.ceil(roughTokens * ratios.input);
    const outputTokens = Math.min(Math.ceil(inputTokens * ratios.output), most);
    const costNanoUsd = this.#costOf(planned, { inputTokens, outputTokens, at, batch });
    const expected = { inputTokens, outputTokens, costNanoUsd };
    if (known !== undefined || planned.content === undefined) return { roughTokens, ...expected, most: expected };
    const longest = Math.max(outputTokens, Math.min(most, LONG_ANSWER));
    const longCost = this.#costOf(planned, { inputTokens, outputTokens: longest, at, batch });
    return { roughTokens, ...expected, most: { inputTokens, outputTokens: longest, costNanoUsd: longCost } };
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

/** The latest ones count most: what is translated now is like what was translated just before. */
function latest(known: number, next: number): number {
  return known + (next - known) / 10;
}
