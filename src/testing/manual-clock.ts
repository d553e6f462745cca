import type { Clock } from '../core/clock.js';
import { settleEventLoop, turnEventLoop } from './event-loop.js';
import { loopbackExchanges } from './loopback-exchanges.js';
import { TimerHeap, type HeapTimer } from './timer-heap.js';

/** Where a {@link manualClock} starts unless told otherwise: Monday, 5 January 2026, 12:00 UTC. */
export const MANUAL_CLOCK_START_MS = Date.UTC(2026, 0, 5, 12);

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** How many timers sleep. */
  readonly pending: number;
  /** How long until the next timer fires, in ms; `undefined` where none sleeps. */
  readonly nextInMs: number | undefined;
  /**
   * Lets `ms` pass, 0 included: fires all timers that fall due in the order of their due times, those included that
   * are set meanwhile. Before the first, after each and at the end the event loop turns, with microtasks, immediates
   * and I/O, so that an exchange with a server on this machine that is under way can complete before time goes on.
   * A runner that loads modules in another process (vitest does) can't be seen loading: import SDKs at the top of such
   * tests. Calls queue up.
   * @throws TypeError (a rejection) where `ms` is no finite number >= 0.
   */
  advance(ms: number): Promise<void>;
  /** The same up to a wall-clock time in epoch ms. @throws TypeError (a rejection) where it has passed. */
  advanceTo(epochMs: number): Promise<void>;
  /**
   * Advances from timer to timer until none is left.
   * @param maxMs the longest time that may pass, default 31 days.
   * @throws Error (a rejection) where timers still sleep then.
   */
  runAll(maxMs?: number): Promise<void>;
  /** Steps the wall clock, forwards or back, as a time server does: no timer fires, and `elapsed()` does not move. */
  jump(ms: number): void;
}

interface SleepTimer extends HeapTimer {
  readonly fire: () => void;
}

const DEFAULT_RUN_ALL_MS = 31 * 86_400_000;

/**
 * A clock for tests.
 * @param startMs the wall-clock time it starts at, in epoch ms. @default MANUAL_CLOCK_START_MS
 * @throws TypeError where `startMs` is no finite number.
 * @example
 * const clock = manualClock();
 * const waited = clock.sleep(60_000).then(() => clock.elapsed());
 * await clock.advance(59_999); // still asleep
 * await clock.advance(1);
 * await waited; // 60000
 */
export function manualClock(startMs: number = MANUAL_CLOCK_START_MS): ManualClock {
  requireFinite(startMs, 'startMs');
  return new SteppedClock(startMs);
}

class SteppedClock implements ManualClock {
  #wallMs: number;
  #elapsedMs = 0;
  #sequence = 0;
  readonly #timers = new TimerHeap<SleepTimer>();
  #advancing: Promise<void> = Promise.resolve();

  constructor(startMs: number) {
    this.#wallMs = startMs;
    loopbackExchanges.watch();
  }

  get pending(): number {
    return this.#timers.size;
  }

  get nextInMs(): number | undefined {
    const next = this.#timers.peek();
    return next === undefined ? undefined : next.dueMs - this.#elapsedMs;
  }

  // Arrow functions, since clocks are passed around in pieces: `const { now } = clock`.
  readonly now = (): number => this.#wallMs;
  readonly elapsed = (): number => this.#elapsedMs;

  readonly sleep: Clock['sleep'] = (ms, options = {}) => {
    const { signal } = options;
    return new Promise<void>((resolve, reject) => {
      if (signal?.aborted === true) {
        // The reason is the caller's own value, handed on untouched.
        reject(signal.reason as Error);
        return;
      }
      // Not `Math.max`, which hands NaN on.
      const delayMs = ms > 0 ? ms : 0;
      const onAbort = (): void => {
        this.#timers.remove(timer);
        reject(signal?.reason as Error);
      };
      const timer: SleepTimer = {
        dueMs: this.#elapsedMs + delayMs,
        sequence: this.#sequence++,
        position: -1,
        fire: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#timers.push(timer);
      // What is due already needs no time to pass: it ends by itself, as it does on a real clock.
      if (delayMs === 0) setImmediate(() => this.#fireIfDue(timer));
    });
  };

  advance(ms: number): Promise<void> {
    return this.#enqueue(() => {
      requireNotNegative(ms, 'ms');
      return this.#moveTo(this.#elapsedMs + ms);
    });
  }

  advanceTo(epochMs: number): Promise<void> {
    return this.#enqueue(() => {
      requireFinite(epochMs, 'epochMs');
      const ms = epochMs - this.#wallMs;
      requireNotNegative(ms, 'epochMs - now()');
      return this.#moveTo(this.#elapsedMs + ms);
    });
  }

  runAll(maxMs: number = DEFAULT_RUN_ALL_MS): Promise<void> {
    return this.#enqueue(async () => {
      requireNotNegative(maxMs, 'maxMs');
      const lastMs = this.#elapsedMs + maxMs;
      await this.#fireUntil(lastMs);
      if (this.pending > 0) {
        throw new Error(
          `${this.pending} timers still sleep after ${maxMs} ms; the next is due in ${this.nextInMs} ms.`,
        );
      }
    });
  }

  jump(ms: number): void {
    requireFinite(ms, 'ms');
    this.#wallMs += ms;
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const result = this.#advancing.then(step);
    // The next call must not fail for this one's reason.
    this.#advancing = result.catch(() => undefined);
    return result;
  }

  async #moveTo(targetMs: number): Promise<void> {
    await this.#fireUntil(targetMs);
    this.#setElapsed(targetMs);
  }

  async #fireUntil(targetMs: number): Promise<void> {
    await settleEventLoop();
    for (;;) {
      const timer = this.#timers.peek();
      if (timer === undefined || timer.dueMs > targetMs) return;
      this.#setElapsed(timer.dueMs);
      this.#timers.remove(timer);
      timer.fire();
      // Timers of one moment follow each other turn by turn; before time moves on everything comes to rest.
      if (this.#timers.peek()?.dueMs === timer.dueMs) await turnEventLoop();
      else await settleEventLoop();
    }
  }

  #fireIfDue(timer: SleepTimer): void {
    if (timer.position < 0) return;
    this.#timers.remove(timer);
    timer.fire();
  }

  #setElapsed(elapsedMs: number): void {
    this.#wallMs += elapsedMs - this.#elapsedMs;
    this.#elapsedMs = elapsedMs;
  }
}

function requireFinite(value: number, name: string): void {
  if (!Number.isFinite(value))
    throw new TypeError(`Expected \`${name}\` to be a finite number, got \`${String(value)}\`.`);
}

function requireNotNegative(value: number, name: string): void {
  if (!Number.isFinite(value) || value < 0) {
    throw new TypeError(`Expected \`${name}\` to be a finite number >= 0, got \`${String(value)}\`.`);
  }
}
