import type { Clock } from '../../core/clock.js';
import type { UsageStore } from '../../core/usage-store.js';
import type { Budgets } from '../budgets/budgets.js';
import type { StoreTroubles } from './store-troubles.js';

/** What {@link StoreOpening} is made of. */
export interface StoreOpeningInit {
  readonly store: UsageStore;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly budgets: Pick<Budgets, 'isEmpty' | 'restore'>;
  readonly troubles: Pick<StoreTroubles, 'opened' | 'tell'>;
}

/** What was spent is read anew so often, since other processes spend, too. */
const RESTORE_EVERY_MS = 10_000;

/** Gets the store of a ledger ready, once, and reads from it what was spent of budgets: then, and anew by and by. */
export class StoreOpening {
  readonly #init: StoreOpeningInit;
  #opening: Promise<void> | undefined;
  #restoring: Promise<void> | undefined;
  #isOpen = false;
  /** Monotonic. */
  #restoredAt = Number.NEGATIVE_INFINITY;

  constructor(init: StoreOpeningInit) {
    this.#init = init;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether it is open, or about to be. */
  get hasBegun(): boolean {
    return this.#opening !== undefined;
  }

  /** One that failed may be tried again. @throws Error of the store */
  open(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Reads anew what was spent. @throws Error of the store */
  restore(): Promise<void> {
    const { store, clock, budgets } = this.#init;
    this.#restoredAt = clock.elapsed();
    this.#restoring ??= budgets.restore(store).finally(() => {
      this.#restoring = undefined;
    });
    return this.#restoring;
  }

  /** Whether it is time to read anew what was spent. */
  isRestoreDue(): boolean {
    const { clock, budgets } = this.#init;
    return !budgets.isEmpty && clock.elapsed() - this.#restoredAt >= RESTORE_EVERY_MS;
  }

  async #open(): Promise<void> {
    const { store, budgets, troubles } = this.#init;
    for (const { message } of await store.open()) troubles.tell(message);
    if (!budgets.isEmpty) await this.restore();
    this.#isOpen = true;
    troubles.opened();
  }
}
