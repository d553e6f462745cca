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

/** So many answers pass before a bound that a refusal told is tried again. */
const FIRST_ANSWERS_AT_BOUND = 32;
const MOST_ANSWERS_AT_BOUND = 512;

/**
 * Bounds how many requests of one provider are under way at the same time. A refusal for want of capacity halves the
 * bound, and each round of successes raises it by one again, up to what is configured: additive increase,
 * multiplicative decrease, as in https://www.rfc-editor.org/rfc/rfc5681. A refusal for too many under way tells the
 * bound itself.
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
  /** The bound is known from a refusal: so many answers more, and one more than that is tried. */
  #answersToTrial = 0;
  /** After the next refusal at the bound. */
  #answersAtBound = FIRST_ANSWERS_AT_BOUND;
  /** So many were too many. */
  #tooMany = Number.POSITIVE_INFINITY;
  /** How many were under way before the first refusal since the last answer. */
  #untilRefused: number | undefined;
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
    this.#answersToTrial = 0;
    this.#tooMany = Number.POSITIVE_INFINITY;
    this.#grant();
  }

  /**
   * A request was refused for want of capacity. Those that were sent together lower the bound once.
   * `outage`: until the server is back, unless its own load brought it down.
   */
  lower(generation: number, why: 'load' | 'outage' = 'load'): void {
    if (generation !== this.#lowerings) return;
    this.#lowerings += 1;
    this.#answersToTrial = 0;
    this.#afterOutage = why === 'outage' ? (this.#afterOutage ?? this.#limit) : undefined;
    this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, this.#taken) / 2));
  }

  /**
   * A request, whose slot is still taken, was refused because too many were under way: the others are as many as may
   * be. One more is tried after many answers, and after twice as many each time that it is too many again.
   * @returns whether there are others; without any, somebody else fills the account
   */
  fit(): boolean {
    const others = this.#taken - 1;
    this.#untilRefused ??= Math.min(this.#limit, this.#taken);
    if (others < 1) {
      // None of those that were sent was admitted, which tells no bound.
      this.#limit = Math.max(1, Math.floor(this.#untilRefused / 2));
      this.#untilRefused = undefined;
      this.#answersToTrial = 0;
      this.#lowerings += 1;
      return false;
    }
    if (others >= this.#limit) return true;
    // Those that were sent together are refused one by one; only a trial that failed makes the next one rarer.
    const isFailedTrial = others + 1 >= this.#tooMany;
    this.#answersAtBound = isFailedTrial
      ? Math.min(MOST_ANSWERS_AT_BOUND, 2 * this.#answersAtBound)
      : FIRST_ANSWERS_AT_BOUND;
    this.#tooMany = others + 1;
    this.#answersToTrial = this.#answersAtBound;
    this.#limit = others;
    this.#afterOutage = undefined;
    return true;
  }

  /** The server is back. */
  restore(): void {
    if (this.#afterOutage === undefined) return;
    this.#limit = Math.min(this.#most, Math.max(this.#limit, this.#afterOutage));
    this.#afterOutage = undefined;
    this.#grant();
  }

  /** The server refuses some by chance, however many are under way: what lowered the bound was no lack, unless it was told. */
  recover(): void {
    if (this.#answersToTrial > 0) return;
    this.#afterOutage = undefined;
    this.#limit = this.#most;
    this.#grant();
  }

  /** A request was answered: a whole round of them makes room for one more. */
  raise(): void {
    this.#untilRefused = undefined;
    if (this.#limit >= this.#most) return;
    if (this.#answersToTrial === 0) {
      this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
      return;
    }
    this.#answersToTrial -= 1;
    if (this.#answersToTrial === 0) this.#limit = Math.min(this.#most, Math.floor(this.#limit) + 1);
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
