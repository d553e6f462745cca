import { KeyBook } from '../../src/testing/simulator/keys.js';
import { QuotaLedger, type Admission, type QuotaRequest } from '../../src/testing/simulator/quota-ledger.js';
import { WINDOW_MS } from '../../src/testing/simulator/quota.js';
import { simulatedTokens } from '../../src/testing/simulator/simulated-answer.js';
import type { Job, Trial } from './trial.js';

/** Where part of the work can't be done, a wait of this length and more is not waited for. */
const WALL_MS = 3_600_000;

/** Which of the keys that admit a job takes it. */
export type KeyOrder = 'as-listed' | 'most-left';

/** Knows when a provider will admit what, and sends nothing before. Times are ms since the start. */
export class Admissions {
  readonly #trial: Trial;
  readonly #ledger: QuotaLedger;
  readonly #keyBook: KeyBook;
  readonly #arrivals: number[] = [];
  #releases: { readonly atMs: number; readonly release: () => void }[] = [];
  #lastMs = 0;

  readonly #keyOrder: KeyOrder;

  constructor(trial: Trial, keyOrder: KeyOrder = 'as-listed') {
    this.#trial = trial;
    this.#keyOrder = keyOrder;
    // Nothing is ever refused here, so that nothing refused counts.
    this.#ledger = new QuotaLedger(
      trial.quotas.map((quota) => ({ ...quota, countRefused: false })),
      trial.startMs,
    );
    this.#keyBook = new KeyBook(trial.keys);
  }

  /** Sends a job at the first moment from `fromMs` on that admits it. @returns that moment; `undefined`: never. */
  start(job: Job, fromMs: number): number | undefined {
    // Jobs keep their order.
    let atMs = Math.max(fromMs, this.#lastMs);
    for (;;) {
      atMs = this.#belowStampede(this.#afterOutage(atMs));
      this.#releaseUntil(atMs);
      const admission = this.#admit(job, atMs);
      if (typeof admission === 'object') {
        this.#releases.push({ atMs: atMs + job.latencyMs, release: admission.release });
        this.#arrivals.push(atMs);
        this.#lastMs = atMs;
        return atMs;
      }
      if (admission === undefined) return undefined;
      // A meter says 0 where only a rounding is left.
      atMs += Math.max(admission, 1e-3);
    }
  }

  /** @returns its admission by any key, or else the ms until the first key may. */
  #admit(job: Job, atMs: number): Extract<Admission, { type: 'admitted' }> | number | undefined {
    const { startMs, wall = false } = this.#trial;
    const waits: number[] = [];
    for (const request of this.#requests(job, startMs + atMs)) {
      const admission = this.#ledger.admit(request, startMs + atMs);
      if (admission.type === 'admitted') return admission;
      waits.push(Math.max(...admission.refusals.map(({ retryInMs }) => retryInMs)));
    }
    const soonest = Math.min(...waits);
    return wall && soonest >= WALL_MS ? undefined : soonest;
  }

  /** The job with each of the keys, in the order in which they are tried. */
  #requests(job: Job, nowMs: number): readonly QuotaRequest[] {
    const { format, keys } = this.#trial;
    const requests = keys.map(({ key }) => ({
      provider: format,
      model: job.model,
      key: this.#keyBook.identify(format, key),
      tokens: Math.max(simulatedTokens(job.prompt), job.maxOutputTokens ?? 0),
    }));
    return this.#keyOrder === 'as-listed'
      ? requests
      : requests.toSorted((one, other) => this.#roomOf(other, nowMs) - this.#roomOf(one, nowMs));
  }

  /** How many requests the longest of its windows still holds. */
  #roomOf(request: QuotaRequest, nowMs: number): number {
    const standings = this.#ledger.standings(request, nowMs).filter(({ metric }) => metric === 'requests');
    const longest = Math.max(...standings.map(({ window }) => WINDOW_MS[window]));
    return Math.min(
      ...standings.filter(({ window }) => WINDOW_MS[window] === longest).map(({ remaining }) => remaining),
    );
  }

  #releaseUntil(atMs: number): void {
    for (const { atMs: endMs, release } of this.#releases) if (endMs <= atMs) release();
    this.#releases = this.#releases.filter(({ atMs: endMs }) => endMs > atMs);
  }

  #afterOutage(atMs: number): number {
    const { fromMs = 0, untilMs } = this.#trial.overload ?? {};
    return untilMs !== undefined && atMs >= fromMs && atMs < untilMs ? untilMs : atMs;
  }

  /** The first moment from `atMs` on at which one more arrival is no stampede. */
  #belowStampede(atMs: number): number {
    const { relapse, fromMs = 0 } = this.#trial.overload ?? {};
    if (relapse === undefined || atMs < fromMs) return atMs;
    const counted = this.#arrivals.filter((arrivalMs) => arrivalMs >= fromMs && arrivalMs > atMs - relapse.withinMs);
    const oldest = counted.at(-relapse.requests);
    return oldest === undefined ? atMs : oldest + relapse.withinMs;
  }
}
