import type { Clock } from '../../core/clock.js';
import type { LedgerListeners } from './ledger-listeners.js';

/** What {@link StoreTroubles} tells. */
export interface StoreTroublesInit {
  readonly clock: Pick<Clock, 'now'>;
  readonly listeners: LedgerListeners;
  readonly counts: () => { readonly buffered: number; readonly lost: number };
}

/** What is wrong with the store of a ledger, and what of it is told: whatever becomes of it, no call is to suffer for it. */
export class StoreTroubles {
  readonly #init: StoreTroublesInit;
  #problem: string | undefined;
  #isContentLost = false;

  constructor(init: StoreTroublesInit) {
    this.#init = init;
  }

  /** What the store failed with last; `undefined` once it has worked again. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** It was opened. */
  opened(): void {
    this.#problem = undefined;
  }

  /** It wrote. */
  wrote(): void {
    this.#problem = undefined;
    this.#isContentLost = false;
  }

  /** It failed, and so many entries were lost for it. */
  failed(error: unknown, lost: number): void {
    const what = error instanceof Error ? error.message : String(error);
    if (lost > 0) {
      this.tell(`${this.#problem ?? 'The store does not write.'} ${lost} entries are lost.`, error);
      return;
    }
    // The same again every minute is no news.
    if (this.#problem === what) return;
    this.#problem = what;
    this.tell(`${what} Calls go on; entries wait in memory until it writes again.`, error);
  }

  /** Prompts and answers are left out; told once, until it writes again. */
  contentLost(): void {
    if (this.#isContentLost) return;
    this.#isContentLost = true;
    this.tell('The store does not write: prompts and answers are left out from now on.');
  }

  /** The process ends. */
  left(): void {
    const { buffered } = this.#init.counts();
    if (buffered > 0) this.tell(`The process ends, and ${buffered} entries are not written.`);
  }

  /** Tells who listens. */
  tell(message: string, error?: unknown): void {
    const { clock, counts, listeners } = this.#init;
    const { buffered, lost } = counts();
    listeners.tell({ type: 'store-problem', at: clock.now(), message, error, buffered, lost });
  }
}
