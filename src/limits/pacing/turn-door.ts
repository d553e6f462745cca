import { growthMs } from '../growth.js';

/** So many requests find out that a window has turned; then twice as many, each time after so long. */
const FIRST_TOGETHER = 2;

/** A refusal hardly takes longer. */
const DOUBLING_MS = 500;

/**
 * What a window lets in that seems to have turned. Another limit may be spent meanwhile, such as that of the day: a few
 * requests find that out, not all. Whoever is answered lets two more in, and time does so for those who take theirs.
 */
export class TurnDoor {
  readonly #since: number;
  #entered = 0;
  #passed = 0;

  /** @param since when the first one is sent */
  constructor(since: number) {
    this.#since = since;
  }

  /** When one more may be sent. */
  get opensAt(): number {
    const times = (this.#entered + 1 - 2 * this.#passed) / FIRST_TOGETHER;
    return this.#since + growthMs(times, DOUBLING_MS);
  }

  enter(): void {
    this.#entered += 1;
  }

  pass(): void {
    this.#passed += 1;
  }
}
