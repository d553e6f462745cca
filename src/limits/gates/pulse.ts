/** How many of the latest answers and faults are remembered. */
const MOST_REMEMBERED = 64;

/** What is older says nothing of how a server does now. */
const MEMORY_MS = 60_000;

/** So many faults one after the other are a server that is down, and no bad luck. */
const STREAK = 5;

/** So many answers tell how fast a server answers. */
const FEWEST_FOR_A_RATE = 4;

/**
 * How one model of one provider does: its latest answers and faults. The thresholds are those of breakers in the field:
 * half of the requests, five at least (https://docs.litellm.ai/docs/routing, https://resilience4j.readme.io/docs/circuitbreaker).
 */
export class Pulse {
  /** `tookMs`: from a request to its answer; of a fault `undefined`. */
  readonly #outcomes: { readonly at: number; readonly tookMs: number | undefined }[] = [];
  #faultsInARow = 0;
  #since: number | undefined;

  /**
   * @param at monotonic, in ms
   * @param tookMs since it was sent
   */
  answered(at: number, tookMs: number): void {
    this.#since ??= at - tookMs;
    this.#faultsInARow = 0;
    this.#note(at, tookMs);
  }

  /**
   * @param at monotonic, in ms
   * @returns whether it is down, as far as can be told: at least five faults in a row, and more faults than answers
   */
  failed(at: number): boolean {
    this.#faultsInARow += 1;
    this.#note(at, undefined);
    const recent = this.#outcomes.filter((outcome) => outcome.at > at - MEMORY_MS);
    const faults = recent.filter(({ tookMs }) => tookMs === undefined).length;
    return this.#faultsInARow >= STREAK && faults * 2 > recent.length;
  }

  /** How many requests a ms it answered lately, while it answered; `undefined` where that can't be told. */
  get ratePerMs(): number | undefined {
    const answers = this.#outcomes.filter(({ tookMs }) => tookMs !== undefined);
    const last = answers.at(-1);
    if (last === undefined) return undefined;
    const recent = answers.filter(({ at }) => at > last.at - MEMORY_MS);
    const spanMs = last.at - (recent[0]?.at ?? last.at);
    return recent.length < FEWEST_FOR_A_RATE || spanMs <= 0 ? undefined : (recent.length - 1) / spanMs;
  }

  /** How long its latest answers took at most, in ms. */
  get slowestAnswerMs(): number {
    return Math.max(...this.#outcomes.map(({ tookMs = 0 }) => tookMs));
  }

  /** For how long it is known, in ms. */
  ageMs(at: number): number {
    return at - (this.#since ?? at);
  }

  #note(at: number, tookMs: number | undefined): void {
    this.#since ??= at;
    this.#outcomes.push({ at, tookMs });
    if (this.#outcomes.length > MOST_REMEMBERED) this.#outcomes.shift();
  }
}
