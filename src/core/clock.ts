import { WOKEN } from './woken.js';

/** Time, injected: everything that waits takes one. */
export interface Clock {
  /** Wall-clock time in epoch ms: for dates and deadlines. It may step. */
  now(): number;
  /** Monotonic time in ms since any fixed moment: for durations. It never steps. */
  elapsed(): number;
  /**
   * Resolves after `ms`. Rejects at once with `signal.reason` when the signal aborts; leaves no timer or listener.
   * With `unref` the timer does not keep the process alive.
   */
  sleep(
    ms: number,
    options?: { readonly signal?: AbortSignal | undefined; readonly unref?: boolean | undefined },
  ): Promise<void>;
}

/** setTimeout fires at once beyond 2^31-1 ms (24.8 days), see https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The real time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep(ms, options = {}) {
    const { signal, unref = false } = options;
    return new Promise<void>((resolve, reject) => {
      if (signal?.aborted === true) {
        // The reason is the caller's own value, handed on untouched.
        reject(signal.reason as Error);
        return;
      }
      let restMs = Math.max(0, ms);
      let timer: NodeJS.Timeout;
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const arm = (): void => {
        const sliceMs = Math.min(restMs, LONGEST_TIMER_MS);
        restMs -= sliceMs;
        timer = setTimeout(() => {
          if (restMs > 0) {
            arm();
            return;
          }
          signal?.removeEventListener('abort', onAbort);
          resolve();
        }, sliceMs);
        if (unref) timer.unref();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      arm();
    });
  },
};

/**
 * Calls back once after `ms`, at the earliest: for timers that are nearly always called off, such as one for each request.
 * A sleep of the system's clock that is aborted costs several times as much as the timer in it.
 * @returns calls it off
 */
export function callAfter(
  clock: Clock,
  { ms, unref, callback }: { readonly ms: number; readonly unref: boolean; readonly callback: () => void },
): () => void {
  if (clock === systemClock && ms <= LONGEST_TIMER_MS) {
    const timer = setTimeout(callback, Math.max(0, ms));
    if (unref) timer.unref();
    return () => {
      clearTimeout(timer);
    };
  }
  const sleep = new AbortController();
  clock.sleep(ms, { signal: sleep.signal, unref }).then(callback, (error: unknown) => {
    if (!sleep.signal.aborted) throw error;
  });
  return () => {
    sleep.abort(WOKEN);
  };
}
