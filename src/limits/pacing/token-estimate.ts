import type { CountedTokens, RateMetric } from '../../core/rate-limits.js';
import type { Usage } from '../../core/reply.js';

/** How large a request is, before it is sent. */
export interface RequestSize {
  /** Of the whole prompt. */
  readonly characters: number;
  readonly maxOutputTokens?: number | undefined;
  /** What the caller says that it needs in all. */
  readonly tokens?: number | undefined;
}

/** What a request uses up of each limit. */
export type RequestCost = Readonly<Record<RateMetric, number>>;

/** Four characters a token, as a start: https://platform.openai.com/tokenizer */
const CHARACTERS_PER_TOKEN = 4;

/** How much the newest answer weighs. */
const WEIGHT = 0.25;

/** Estimates the tokens of requests to one model, the better the more answers it has seen. */
export class TokenEstimate {
  readonly #counted: CountedTokens;
  /** Tokens of the prompt by those of the first guess. */
  #inputFactor = 1;
  /** Tokens of the answer by those of the first guess for the prompt. */
  #outputFactor = 1;
  /** By how much a provider counted more. */
  #countedFactor = 1;
  #answers = 0;

  constructor(counted: CountedTokens) {
    this.#counted = counted;
  }

  costOf(size: RequestSize): RequestCost {
    const guess = size.characters / CHARACTERS_PER_TOKEN;
    const input = Math.ceil(guess * this.#inputFactor);
    const output = Math.min(size.maxOutputTokens ?? Number.POSITIVE_INFINITY, Math.ceil(guess * this.#outputFactor));
    const tokens = size.tokens ?? Math.ceil(this.#count(input, output, size) * this.#countedFactor);
    return { requests: 1, tokens, 'input-tokens': size.tokens ?? input, 'output-tokens': output };
  }

  /** Less than this the request can't need, as far as an estimate can say so. */
  leastOf(size: RequestSize): RequestCost {
    const certain = size.tokens ?? 0;
    const trust = this.#answers === 0 ? 3 : 2;
    const input = Math.max(certain, Math.floor((size.characters / CHARACTERS_PER_TOKEN) * this.#inputFactor) / trust);
    const maximum = this.#counted === 'input-or-maximum' ? (size.maxOutputTokens ?? 0) : 0;
    return { requests: 1, tokens: Math.max(input, maximum), 'input-tokens': input, 'output-tokens': 0 };
  }

  /** What a request used up in truth, as far as the answer tells; learns from it. */
  settle(size: RequestSize, usage: Usage): RequestCost | undefined {
    const { inputTokens, outputTokens } = usage;
    if (inputTokens === undefined) return undefined;
    const guess = size.characters / CHARACTERS_PER_TOKEN;
    if (guess > 0) {
      this.#answers += 1;
      const weight = this.#answers === 1 ? 1 : WEIGHT;
      this.#inputFactor += weight * (inputTokens / guess - this.#inputFactor);
      if (outputTokens !== undefined) this.#outputFactor += weight * (outputTokens / guess - this.#outputFactor);
    }
    const output = outputTokens ?? 0;
    const tokens = this.#count(inputTokens, output, size);
    return { requests: 1, tokens, 'input-tokens': inputTokens, 'output-tokens': output };
  }

  /** A refusal told how much the request asked for. */
  correct(size: RequestSize, requested: number): void {
    const { tokens } = this.costOf({ ...size, tokens: undefined });
    if (tokens > 0 && requested > tokens) this.#countedFactor *= requested / tokens;
  }

  #count(input: number, output: number, { maxOutputTokens }: RequestSize): number {
    switch (this.#counted) {
      case 'input':
        return input;
      case 'input-and-output':
        return input + output;
      case 'input-or-maximum':
        return Math.max(input, maxOutputTokens ?? 0);
      default:
        return this.#counted satisfies never;
    }
  }
}
