import type { LedgerEvent } from './ledger-events.js';

/** Whoever listens to a ledger. */
export type LedgerListener = (event: LedgerEvent) => unknown;

/** Tells listeners; what they throw changes nothing. */
export class LedgerListeners {
  readonly #listeners = new Map<LedgerEvent['type'], Set<LedgerListener>>();

  add(type: LedgerEvent['type'], listener: LedgerListener): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
  }

  delete(type: LedgerEvent['type'], listener: LedgerListener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  tell(event: LedgerEvent): void {
    const listeners = this.#listeners.get(event.type);
    if (listeners === undefined || listeners.size === 0) {
      // Nobody listens: a problem must not go by unseen for all that.
      if (event.type === 'store-problem') process.emitWarning(event.message, 'UsageLedgerWarning');
      return;
    }
    for (const listener of [...listeners]) contain(listener, event);
  }
}

function contain(listener: LedgerListener, event: LedgerEvent): void {
  try {
    const result = listener(event);
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // A listener changes no call.
  }
}
