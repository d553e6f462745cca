import type { GateBoard } from '../limits/gates/gate-board.js';
import type { Parked } from '../limits/gates/parked.js';
import type { QuotaMemory } from './memory/quota-memory.js';

/** A call, as far as it may have to hold still. */
export interface HeldCall {
  /** Goes on. */
  wake(): void;
}

/** What {@link Standstill} is made of. */
export interface StandstillInit {
  readonly board: Pick<GateBoard, 'gates'>;
  /** What programs tell each other of limits; only where there is a store. */
  readonly memory: Pick<QuotaMemory, 'load' | 'isFresh' | 'look' | 'claim'> | undefined;
}

/** Who holds still, and until when: while a person paused all, and until it is known what other programs met. */
export class Standstill {
  readonly #board: StandstillInit['board'];
  readonly #memory: StandstillInit['memory'];
  readonly #held = new Set<HeldCall>();
  #state: 'running' | 'paused' | 'closed' = 'running';
  #isLoading = false;

  constructor({ board, memory }: StandstillInit) {
    this.#board = board;
    this.#memory = memory;
    if (memory === undefined) return;
    this.#isLoading = true;
    void memory.load().then(() => {
      this.#isLoading = false;
      if (this.#state === 'running') this.#goOn();
    });
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Whether a call must hold still; it is woken when it may go on. */
  holds(call: HeldCall): boolean {
    // Until it is known which limits were met before, or by others, nobody knocks.
    if (this.#state !== 'paused' && !this.#isLoading) {
      if (this.#memory === undefined || this.#memory.isFresh()) return false;
      this.#goOnAfter(this.#memory.look());
    }
    this.#held.add(call);
    return true;
  }

  /** Whether a call must hold still until it is known that no other program finds out already; it is woken then. */
  mustClaim(call: HeldCall & Parked): boolean {
    if (this.#memory === undefined) return false;
    const gates = this.#board.gates().filter((gate) => gate.needsLease(call));
    if (gates.length === 0) return false;
    this.#held.add(call);
    this.#goOnAfter(this.#memory.claim(gates));
    return true;
  }

  /** A call that has ended is woken no more. */
  forget(call: HeldCall): void {
    this.#held.delete(call);
  }

  pause(): void {
    if (this.#state === 'running') this.#state = 'paused';
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    if (!this.#isLoading) this.#goOn();
  }

  /** For good. */
  close(): void {
    this.#state = 'closed';
  }

  #goOnAfter(known: Promise<void>): void {
    void known.then(() => {
      if (this.#state === 'running' && !this.#isLoading) this.#goOn();
    });
  }

  #goOn(): void {
    const held = [...this.#held];
    this.#held.clear();
    for (const call of held) call.wake();
  }
}
