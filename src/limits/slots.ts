/** Who waits for a slot. */
export interface SlotWaiter {
  /** Has the slot now, and gives it back. */
  onSlot(): void;
}

/** Bounds how many requests of one provider are under way at the same time; first come, first served. */
export class Slots {
  #limit: number;
  #taken = 0;
  readonly #queue = new Set<SlotWaiter>();
  #isGranting = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a slot at once, or queues for one. */
  take(waiter: SlotWaiter): boolean {
    if (this.#taken < this.#limit && this.#queue.size === 0) {
      this.#taken += 1;
      return true;
    }
    this.#queue.add(waiter);
    return false;
  }

  /** Stops queueing. */
  leave(waiter: SlotWaiter): void {
    this.#queue.delete(waiter);
  }

  /** Gives a slot back. */
  release(): void {
    this.#taken -= 1;
    this.#grant();
  }

  /** Changes the bound; those under way go on. */
  resize(limit: number): void {
    this.#limit = limit;
    this.#grant();
  }

  #grant(): void {
    // A waiter that gives its slot back at once, as all do behind a closed gate, is served by this loop, not in its depth.
    if (this.#isGranting) return;
    this.#isGranting = true;
    try {
      for (const waiter of this.#queue) {
        if (this.#taken >= this.#limit) break;
        this.#queue.delete(waiter);
        this.#taken += 1;
        waiter.onSlot();
      }
    } finally {
      this.#isGranting = false;
    }
  }
}
