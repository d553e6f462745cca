import type { Clock } from '../../core/clock.js';
import { WOKEN } from '../../core/woken.js';

/** Calls at regular intervals, on one timer, until it is stopped or has no more to do. */
export class Beat {
  #stop: AbortController | undefined;

  /** Begins, unless it runs already. `onBeat` answers whether to go on. */
  start(
    clock: Pick<Clock, 'sleep'>,
    options: { readonly intervalMs: number; readonly unref: boolean; onBeat(): boolean },
  ): void {
    if (this.#stop !== undefined) return;
    const stop = new AbortController();
    this.#stop = stop;
    const { intervalMs, unref, onBeat } = options;
    const run = async (): Promise<void> => {
      let goesOn = true;
      while (goesOn && !stop.signal.aborted) {
        try {
          await clock.sleep(intervalMs, { signal: stop.signal, unref });
        } catch (error) {
          if (!stop.signal.aborted) throw error;
          return;
        }
        if (stop.signal.aborted) return;
        goesOn = onBeat();
      }
      if (this.#stop === stop) this.#stop = undefined;
    };
    void run();
  }

  stop(): void {
    this.#stop?.abort(WOKEN);
    this.#stop = undefined;
  }
}
