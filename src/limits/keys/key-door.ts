import { growthMs } from '../growth.js';

/** So many may meet a new key at the same moment: as many as are under way where nobody sets anything else. */
const FIRST_TOGETHER = 8;

/** Then twice as many, each time after so long. */
const DOUBLING_MS = 250;

/** Within so long a refusal comes back. */
const ROUND_TRIP_MS = 250;

/** After so long whoever wants to is let in: nobody refused anything. */
const WIDE_AFTER_MS = 5_000;

/**
 * Where a crowd meets a key of which nothing is known. It is let in little by little, so that a limit that is smaller
 * than the crowd refuses a few of it and not all the rest. Once a key beside it has refused, this one is likely to hold
 * as much: one request asks whether it holds anything, so many follow, and then more and more in case it holds more.
 */
export class KeyDoor {
  /** Those of the keys beside it, its own among them. */
  readonly #row: ReadonlySet<KeyDoor>;
  /** The first request; a time of the pace clock. */
  #since: number | undefined;
  #entered = 0;
  #passed = 0;
  #refused = 0;

  constructor(row: ReadonlySet<KeyDoor>) {
    this.#row = row;
  }

  /** When one more may enter: `now`, or later. */
  opensAt(now: number): number {
    const since = this.#since ?? now;
    if (now - since >= WIDE_AFTER_MS) return now;
    // Whoever passed lets two more in, as at a gate that opens.
    return Math.max(now, since + this.#afterMs(this.#entered - this.#refused - 2 * this.#passed + 1));
  }

  /** What kept a crowd away proved wrong: it comes now, as to a new key. */
  restart(): void {
    this.#since = undefined;
    this.#entered = 0;
    this.#passed = 0;
  }

  /** One more is sent. @returns whether its end is to be told */
  enter(now: number): boolean {
    this.#since ??= now;
    if (now - this.#since >= WIDE_AFTER_MS) return false;
    this.#entered += 1;
    return true;
  }

  /** One that entered came back, and no limit refused it. */
  pass(): void {
    this.#passed += 1;
  }

  /** One that entered was refused by a limit. */
  refuse(): void {
    this.#refused += 1;
  }

  /** One that entered was abandoned: nobody knows what would have become of it. */
  abandon(): void {
    this.#entered -= 1;
  }

  /** How much it held before it refused; `undefined` while it did not. */
  get held(): number | undefined {
    return this.#refused === 0 ? undefined : this.#entered - this.#refused;
  }

  /** How long after the first one the next of so many may enter. */
  #afterMs(place: number): number {
    const expected = this.#expected();
    if (expected === undefined) return growthMs(place / FIRST_TOGETHER, DOUBLING_MS);
    if (place <= 1) return 0;
    const times = expected === 0 ? place / FIRST_TOGETHER : place + 1 - expected;
    return ROUND_TRIP_MS + growthMs(times, DOUBLING_MS);
  }

  /** As much as the largest of those beside it held; once it has refused itself, its gates and limits say more. */
  #expected(): number | undefined {
    if (this.#refused > 0) return undefined;
    let most: number | undefined;
    for (const { held } of this.#row) if (held !== undefined) most = Math.max(most ?? 0, held);
    return most;
  }
}
