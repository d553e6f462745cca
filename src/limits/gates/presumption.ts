/** So many probes must have been refused before it is known how long that takes. */
const FEWEST_REFUSALS = 2;

/** A refusal may take longer than all before it. */
const SLOWER_BY = 3;
const SHORTEST_MS = 500;

/**
 * Whether a probe that is still under way has been let in: refusals come at once where answers take their time. Once it
 * takes far longer than all refusals of this outage did, it will hardly be refused any more; once it takes longer than
 * answers do, its server may as well hang.
 */
export class Presumption {
  readonly #slowestAnswerMs: number;
  #sentAt = 0;
  #refusals = 0;
  #slowestRefusalMs = 0;

  /** @param slowestAnswerMs what the server took at most before the outage; 0: not known */
  constructor(slowestAnswerMs = 0) {
    this.#slowestAnswerMs = slowestAnswerMs;
  }

  /** @param at monotonic, in ms */
  sent(at: number): void {
    this.#sentAt = at;
  }

  /** It was refused, or one that followed it. */
  refused(at: number): void {
    this.#refusals += 1;
    this.#slowestRefusalMs = Math.max(this.#slowestRefusalMs, at - this.#sentAt);
  }

  /** When a probe is taken as let in, in ms after it was sent; `undefined`: it is waited for. */
  get afterMs(): number | undefined {
    const afterMs = Math.max(SHORTEST_MS, SLOWER_BY * this.#slowestRefusalMs);
    return this.#refusals >= FEWEST_REFUSALS && afterMs < this.#slowestAnswerMs ? afterMs : undefined;
  }

  /** Whether it takes longer than an answer. */
  isOverdue(at: number): boolean {
    return at - this.#sentAt > this.#slowestAnswerMs;
  }
}
