/** Who wants to know of an abort. */
export interface AbortObserver {
  onAbort(reason: unknown): void;
}

/** One listener per signal, however many calls share it: Node warns from the eleventh on. */
export class SignalHub {
  readonly #observers = new Map<AbortSignal, { readonly calls: Set<AbortObserver>; readonly listener: () => void }>();

  add(signal: AbortSignal, observer: AbortObserver): void {
    const known = this.#observers.get(signal);
    if (known !== undefined) {
      known.calls.add(observer);
      return;
    }
    const calls = new Set([observer]);
    const listener = (): void => {
      this.#observers.delete(signal);
      for (const call of calls) call.onAbort(signal.reason);
    };
    this.#observers.set(signal, { calls, listener });
    signal.addEventListener('abort', listener, { once: true });
  }

  delete(signal: AbortSignal, observer: AbortObserver): void {
    const known = this.#observers.get(signal);
    if (known === undefined) return;
    known.calls.delete(observer);
    if (known.calls.size > 0) return;
    this.#observers.delete(signal);
    signal.removeEventListener('abort', known.listener);
  }
}
