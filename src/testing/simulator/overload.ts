import type { SimulatedProvider } from './simulated-provider.js';

/** When there is no capacity: such requests get the provider's 503 and count against no quota. */
export interface SimulatedOverload {
  readonly provider?: SimulatedProvider;
  readonly model?: string;
  /** More requests under way than this are refused. @default no limit */
  readonly maxInFlight?: number;
  /** An outage: from this time on, in ms after the simulator's start. @default 0, where `untilMs` is given */
  readonly fromMs?: number;
  /** Its end, in ms after the simulator's start. @default never, where `fromMs` is given */
  readonly untilMs?: number;
  /**
   * From the outage's start on, a stampede brings the service down: more than `requests` arrivals within `withinMs`,
   * refused ones included, and it is down for `downMs` more. A load that goes on so holds it down for ever.
   */
  readonly relapse?: { readonly requests: number; readonly withinMs: number; readonly downMs: number };
}

/** Watches over the load. @internal */
export class OverloadWatch {
  readonly #overload: SimulatedOverload;
  readonly #startedAtMs: number;
  #arrivals: number[] = [];
  #downUntilMs = Number.NEGATIVE_INFINITY;
  #relapses = 0;
  #inFlight = 0;

  /** @param startedAtMs on the monotonic time, as every time here. */
  constructor(overload: SimulatedOverload, startedAtMs: number) {
    this.#overload = overload;
    this.#startedAtMs = startedAtMs;
  }

  /** How often a stampede brought it down when it was up. */
  get relapses(): number {
    return this.#relapses;
  }

  /** Whether a request that arrives now is refused; one that isn't counts as under way until it leaves. */
  arrive(request: { provider: SimulatedProvider; model: string }, elapsedMs: number): 'refused' | 'admitted' | 'free' {
    const { provider = request.provider, model = request.model, maxInFlight } = this.#overload;
    if (provider !== request.provider || model !== request.model) return 'free';
    const atMs = elapsedMs - this.#startedAtMs;
    const isOutage = this.#isOutage(atMs);
    this.#watchForStampede(atMs, isOutage);
    if (isOutage || atMs < this.#downUntilMs) return 'refused';
    if (maxInFlight !== undefined && this.#inFlight >= maxInFlight) return 'refused';
    this.#inFlight += 1;
    return 'admitted';
  }

  leave(): void {
    this.#inFlight -= 1;
  }

  #isOutage(atMs: number): boolean {
    const { fromMs, untilMs } = this.#overload;
    if (fromMs === undefined && untilMs === undefined) return false;
    return atMs >= (fromMs ?? 0) && atMs < (untilMs ?? Number.POSITIVE_INFINITY);
  }

  #watchForStampede(atMs: number, isOutage: boolean): void {
    const { relapse, fromMs = 0 } = this.#overload;
    if (relapse === undefined || atMs < fromMs) return;
    this.#arrivals = this.#arrivals.filter((arrivalMs) => arrivalMs > atMs - relapse.withinMs);
    this.#arrivals.push(atMs);
    if (this.#arrivals.length <= relapse.requests) return;
    if (!isOutage && atMs >= this.#downUntilMs) this.#relapses += 1;
    this.#downUntilMs = atMs + relapse.downMs;
  }
}
