import type { Clock } from '../core/clock.js';
import { formatDuration } from '../core/duration.js';
import type { Timeouts } from '../core/timeouts.js';
import { WOKEN } from '../core/woken.js';
import type { Watching } from './operation.js';

/** A timeout that this library set, in the form that the classifier knows. */
export class AttemptTimeout extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';
}

/** What a watchdog needs. */
export interface WatchdogInit {
  readonly clock: Clock;
  readonly unref: boolean;
  readonly timeouts: Timeouts;
  readonly watching: Watching;
  onTimeout(timeout: AttemptTimeout): void;
}

interface Deadline {
  /** On the monotonic clock. */
  readonly at: number;
  readonly afterMs: number;
  readonly name: keyof typeof WHAT_FAILED;
}

/** Watches over the time of one attempt on one timer, on the injected clock. */
export class Watchdog {
  readonly #init: WatchdogInit;
  readonly #startedAt: number;
  #lastSignAt: number;
  #isAlive = false;
  #pausedAt: number | undefined;
  #isOver = false;
  #sleep: AbortController | undefined;
  #sleepsUntil = 0;

  constructor(init: WatchdogInit) {
    this.#init = init;
    this.#startedAt = init.clock.elapsed();
    this.#lastSignAt = this.#startedAt;
    void this.#run();
  }

  progress(): void {
    const wasAlive = this.#isAlive;
    this.#isAlive = true;
    this.#lastSignAt = this.#init.clock.elapsed();
    // The idle timeout may end before the one to the first token would have.
    if (!wasAlive) this.#lookAgain();
  }

  pause(): void {
    this.#pausedAt ??= this.#init.clock.elapsed();
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    this.#pausedAt = undefined;
    this.#lastSignAt = this.#init.clock.elapsed();
    this.#lookAgain();
  }

  stop(): void {
    this.#isOver = true;
    this.#sleep?.abort(WOKEN);
  }

  #lookAgain(): void {
    if (this.#isOver) return;
    if (this.#sleep === undefined) {
      void this.#run();
      return;
    }
    // A sleep that ends before the deadline finds it then: to begin another for each piece of a stream would cost more
    // than the piece.
    const deadline = this.#deadline();
    if (deadline !== undefined && deadline.at < this.#sleepsUntil) this.#sleep.abort(WOKEN);
  }

  async #run(): Promise<void> {
    const { clock, unref, onTimeout } = this.#init;
    while (!this.#isOver) {
      const deadline = this.#deadline();
      const leftMs = deadline === undefined ? undefined : deadline.at - clock.elapsed();
      if (deadline !== undefined && leftMs !== undefined && leftMs <= 0) {
        this.#isOver = true;
        const { name, afterMs } = deadline;
        onTimeout(new AttemptTimeout(`${WHAT_FAILED[name]} within ${formatDuration(afterMs)} (\`timeouts.${name}\`).`));
        return;
      }
      // Nothing to watch for now; what changes that (`progress`, `resume`) looks again.
      if (deadline === undefined || leftMs === undefined) return;
      this.#sleepsUntil = deadline.at;
      const sleep = new AbortController();
      this.#sleep = sleep;
      try {
        await clock.sleep(leftMs, { signal: sleep.signal, unref });
      } catch (error) {
        if (!sleep.signal.aborted) throw error;
      }
      this.#sleep = undefined;
    }
  }

  /** The earliest of those that apply now. */
  #deadline(): Deadline | undefined {
    const { timeouts, watching } = this.#init;
    const deadlines: Deadline[] = [];
    if (watching === 'stream' && this.#pausedAt === undefined) {
      if (!this.#isAlive) addDeadline(deadlines, 'firstToken', { timeouts, from: this.#startedAt });
      else addDeadline(deadlines, 'idle', { timeouts, from: this.#lastSignAt });
    }
    if (watching === 'answer') addDeadline(deadlines, 'answer', { timeouts, from: this.#startedAt });
    addDeadline(deadlines, 'total', { timeouts, from: this.#startedAt });
    return deadlines.length === 0 ? undefined : deadlines.reduce((first, next) => (next.at < first.at ? next : first));
  }
}

const WHAT_FAILED = {
  firstToken: 'The answer did not begin',
  idle: 'The answer did not go on',
  answer: 'There was no answer',
  total: 'The attempt did not end',
} as const satisfies Partial<Record<keyof Timeouts, string>>;

function addDeadline(
  deadlines: Deadline[],
  name: keyof typeof WHAT_FAILED,
  { timeouts, from }: { readonly timeouts: Timeouts; readonly from: number },
): void {
  const afterMs = timeouts[name];
  if (afterMs === false) return;
  deadlines.push({ at: from + afterMs, afterMs, name });
}
