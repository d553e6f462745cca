import type { Clock } from '../../core/clock.js';
import type { QuotaStore } from '../../core/quota-store.js';
import { inTime } from './in-time.js';

/** A call that waits for a turn of its own waits no longer than that for what it brings about to be kept. */
const LONGEST_SAVE_MS = 3_000;
/** A store that failed is left alone for so long. */
const REST_MS = 15_000;

/** One namespace of a store, which may be slow or fail: what it keeps is a help, and no need. */
export class PatientStore {
  readonly #store: QuotaStore;
  readonly #namespace: string;
  readonly #clock: Pick<Clock, 'elapsed'>;
  /** Monotonic. */
  #restsUntil = Number.NEGATIVE_INFINITY;

  constructor(of: { readonly store: QuotaStore; readonly namespace: string; readonly clock: Pick<Clock, 'elapsed'> }) {
    this.#store = of.store;
    this.#namespace = of.namespace;
    this.#clock = of.clock;
  }

  /** Whether it failed just now, so that nobody need ask it. */
  get isResting(): boolean {
    return this.#clock.elapsed() < this.#restsUntil;
  }

  /** It failed. */
  rest(): void {
    this.#restsUntil = this.#clock.elapsed() + REST_MS;
  }

  /**
   * What is kept.
   * @throws what the store throws, or that it did not answer in time
   */
  load(longestMs: number): Promise<string | undefined> {
    return inTime(this.#store.load(this.#namespace), longestMs);
  }

  /**
   * Makes of what is kept what is to be kept; `then` runs when that is done, also where it is done too late.
   * @throws what the store throws, or that it did not answer in time
   */
  update(change: (text: string | undefined) => string, then: () => void): Promise<void> {
    return inTime(this.#update(change).then(then), LONGEST_SAVE_MS);
  }

  async #update(change: (text: string | undefined) => string): Promise<void> {
    if (this.#store.update !== undefined) return this.#store.update(this.#namespace, change);
    // What two programs save in the same moment is put right by whichever of them saves next.
    const text = await this.#store.load(this.#namespace).catch(() => undefined);
    return this.#store.save(this.#namespace, change(text));
  }
}
