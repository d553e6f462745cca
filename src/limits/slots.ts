import { FairQueue, type QueueMember } from './fair-queue.js';

/** Who waits for a slot. */
export interface SlotWaiter extends QueueMember {
  /** Has the slot now, and gives it back. */
  onSlot(): void;
}

/** What a bound stands at just now. */
export interface SlotState {
  /** As configured. */
  readonly most: number;
  /** What it is lowered to. */
  readonly limit: number;
  readonly underWay: number;
  readonly queued: number;
}

/**
 * Bounds how many requests of one provider are under way at the same time. A refusal for want of capacity halves the
 * bound, and each round of successes raises it by one again, up to what is configured: additive increase,
 * multiplicative decrease, as in https://www.rfc-editor.org/rfc/rfc5681
 */
export class Slots {
  #most: number;
  /** Between 1 and `#most`; a fraction of a slot is on its way. */
  #limit: number;
  #taken = 0;
  /** The bound before an outage lowered it. */
  #afterOutage: number | undefined;
  /** Counts how often the bound was lowered. */
  #lowerings = 0;
  readonly #queue = new FairQueue<SlotWaiter>();
  #isGranting = false;
  /** Others who wait for something else as well, and go first. */
  onFree: (() => void) | undefined;

  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  /** What is under way now is of this generation; see {@link lower}. */
  get generation(): number {
    return this.#lowerings;
  }

  get isFull(): boolean {
    return this.#taken >= Math.floor(this.#limit);
  }

  get state(): SlotState {
    return {
      most: this.#most,
      limit: Math.floor(this.#limit),
      underWay: this.#taken,
      queued: this.#queue.size,
    };
  }

  /** Takes a slot at once, or queues for one; a call whose turn it is elsewhere passes the queue. */
  take(waiter: SlotWaiter, order: 'queue' | 'pass' = 'queue'): boolean {
    if (!this.isFull && (order === 'pass' || this.#queue.size === 0)) {
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
  resize(most: number): void {
    this.#most = most;
    this.#limit = most;
    this.#grant();
  }

  /**
   * A request was refused for want of capacity. Those that were sent together lower the bound once.
   * `outage`: until the server is back, unless its own load brought it down.
   */
  lower(generation: number, why: 'load' | 'outage' = 'load'): void {
    if (generation !== this.#lowerings) return;
    this.#lowerings += 1;
    this.#afterOutage = why === 'outage' ? (this.#afterOutage ?? this.#limit) : undefined;
    this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, this.#taken) / 2));
  }

  /** The server is back. */
  restore(): void {
    if (this.#afterOutage === undefined) return;
    this.#limit = Math.min(this.#most, Math.max(this.#limit, this.#afterOutage));
    this.#afterOutage = undefined;
    this.#grant();
  }

  /** A request was answered: a whole round of them makes room for one more. */
  raise(): void {
    if (this.#limit >= this.#most) return;
    this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
  }

  #grant(): void {
    // A waiter that gives its slot back at once, as all do behind a closed gate, is served by this loop, not in its depth.
    if (this.#isGranting) return;
    this.#isGranting = true;
    try {
      if (!this.isFull) this.onFree?.();
      while (!this.isFull) {
        const waiter = this.#queue.take();
        if (waiter === undefined) break;
        this.#taken += 1;
        waiter.onSlot();
      }
    } finally {
      this.#isGranting = false;
    }
  }
}
