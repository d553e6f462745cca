/** A timer in a {@link TimerHeap}. @internal */
export interface HeapTimer {
  /** When it is due, on the monotonic time of its clock, in ms. */
  readonly dueMs: number;
  /** Orders timers that are due at the same moment: the one that was set first fires first. */
  readonly sequence: number;
  /** Where it stands in the heap; -1 once it has left it. Kept by the heap. */
  position: number;
}

/** A binary heap of timers that also removes one from its middle, so that aborting 10,000 of them stays cheap. @internal */
export class TimerHeap<Timer extends HeapTimer> {
  readonly #timers: Timer[] = [];

  get size(): number {
    return this.#timers.length;
  }

  /** The timer that is due first. */
  peek(): Timer | undefined {
    return this.#timers[0];
  }

  push(timer: Timer): void {
    this.#place(timer, this.#timers.length);
    this.#siftUp(timer);
  }

  /** Takes a timer out; does nothing where it is out already. */
  remove(timer: Timer): void {
    const { position } = timer;
    if (position < 0) return;
    timer.position = -1;
    const last = this.#timers.pop();
    if (last === undefined || last === timer) return;
    this.#place(last, position);
    this.#siftUp(last);
    this.#siftDown(last);
  }

  #place(timer: Timer, position: number): void {
    this.#timers[position] = timer;
    timer.position = position;
  }

  #siftUp(timer: Timer): void {
    while (timer.position > 0) {
      const parentPosition = (timer.position - 1) >> 1;
      const parent = this.#timers[parentPosition];
      if (parent === undefined || isBefore(parent, timer)) return;
      const { position } = timer;
      this.#place(timer, parentPosition);
      this.#place(parent, position);
    }
  }

  #siftDown(timer: Timer): void {
    for (;;) {
      const child = this.#earlierChild(timer.position);
      if (child === undefined || isBefore(timer, child)) return;
      const { position } = timer;
      this.#place(timer, child.position);
      this.#place(child, position);
    }
  }

  #earlierChild(position: number): Timer | undefined {
    const left = this.#timers[2 * position + 1];
    const right = this.#timers[2 * position + 2];
    if (left === undefined || right === undefined) return left;
    return isBefore(left, right) ? left : right;
  }
}

function isBefore(one: HeapTimer, other: HeapTimer): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.sequence < other.sequence);
}
