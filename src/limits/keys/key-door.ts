/** So many may meet a new key at the same moment: as many as are under way where nobody sets anything else. */
const FIRST_TOGETHER = 8;

/** Then twice as many, each time after so long. */
const DOUBLING_MS = 500;

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
  /** How much it held when it refused for the first time. */
  #held: number | undefined;

  constructor(row: ReadonlySet<KeyDoor>) {
    this.#row = row;
  }

  /** When one more may enter: `now`, or later. */
  opensAt(now: number): number {
    if (this.#since !== undefined && now - this.#since >= WIDE_AFTER_MS) return now;
    // Whoever comes back lets two more in, as at a gate that opens.
    return Math.max(now, (this.#since ?? now) + this.#afterMs(this.#entered + 1 - 2 * this.#passed));
  }

  /** One more is sent. @returns whether what becomes of it tells how much the key holds */
  enter(now: number): boolean {
    this.#since ??= now;
    this.#entered += 1;
    return this.#held === undefined;
  }

  /** One that entered came back, and no limit refused it. */
  pass(): void {
    this.#passed += 1;
  }

  /** One that entered was refused by a limit. */
  refuse(): void {
    this.#held = (this.#held ?? this.#entered) - 1;
  }

  /** How much it held before it refused; `undefined` while it did not. */
  get held(): number | undefined {
    return this.#held;
  }

  /** How long after the first one the next of so many may enter. */
  #afterMs(place: number): number {
    const expected = this.#expected();
    if (expected === undefined) return DOUBLING_MS * Math.log2(Math.max(1, place / FIRST_TOGETHER));
    if (place <= 1) return 0;
    return ROUND_TRIP_MS + DOUBLING_MS * Math.log2(Math.max(1, place + 1 - expected));
  }

  /** As much as the largest of those beside it held. */
  #expected(): number | undefined {
    let most: number | undefined;
    for (const { held } of this.#row) if (held !== undefined) most = Math.max(most ?? 1, held);
    return most;
  }
}
