import { callAfter, type Clock } from '../../core/clock.js';
import { formatDuration } from '../../core/duration.js';
import type { Timeouts } from '../../core/timeouts.js';
import type { Watching } from '../operations/operation.js';

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
  readonly listener: {
    onTimeout(timeout: AttemptTimeout): void;
    /** The consumer of a stream takes no more of it: others may use its place. */
    readonly giveWay: () => void;
  };
}

interface Deadline {
  /** On the monotonic clock. */
  readonly at: number;
  readonly afterMs: number;
  readonly name: keyof typeof WHAT_FAILED;
}

/** A consumer that takes nothing of a stream for so long holds no place that others wait for. */
const LONGEST_REST_MS = 10_000;

/** Watches over the time of one attempt on one timer, on the injected clock. */
export class Watchdog {
  readonly #init: WatchdogInit;
  readonly #startedAt: number;
  #lastSignAt: number;
  #isAlive = false;
  #isPaused = false;
  #isOver = false;
  #callOff: (() => void) | undefined;
  #callOffRest: (() => void) | undefined;
  #sleepsUntil = 0;

  constructor(init: WatchdogInit) {
    this.#init = init;
    this.#startedAt = init.clock.elapsed();
    this.#lastSignAt = this.#startedAt;
    this.#look(this.#startedAt);
  }

  progress(): void {
    // Nothing else is watched from one sign to the next.
    if (this.#init.watching !== 'stream') return;
    const wasAlive = this.#isAlive;
    this.#isAlive = true;
    // While it is paused, the idle time begins with its end.
    if (!this.#isPaused) this.#lastSignAt = this.#init.clock.elapsed();
    // The idle timeout may end before the one to the first token would have.
    if (!wasAlive) this.#lookAgain();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#callOffRest?.();
    this.#callOffRest = undefined;
    this.#lastSignAt = this.#init.clock.elapsed();
    this.#lookAgain();
  }

  stop(): void {
    this.#isOver = true;
    this.#callOff?.();
    this.#callOffRest?.();
  }

  #lookAgain(): void {
    if (this.#isOver) return;
    // A sleep that ends before the deadline finds it then: to begin another for each piece of a stream would cost more
    // than the piece.
    if (this.#callOff !== undefined) {
      const deadline = this.#deadline();
      if (deadline === undefined || deadline.at >= this.#sleepsUntil) return;
      this.#callOff();
    }
    this.#look(this.#init.clock.elapsed());
  }

  #look(now: number): void {
    this.#callOff = undefined;
    if (this.#isOver) return;
    const { clock, unref, listener } = this.#init;
    const deadline = this.#deadline();
    // Nothing to watch for now; what changes that (`progress`, `resume`) looks again.
    if (deadline === undefined) return;
    const leftMs = deadline.at - now;
    if (leftMs <= 0) {
      this.#isOver = true;
      const { name, afterMs } = deadline;
      listener.onTimeout(
        new AttemptTimeout(`${WHAT_FAILED[name]} within ${formatDuration(afterMs)} (\`timeouts.${name}\`).`),
      );
      return;
    }
    this.#sleepsUntil = deadline.at;
    this.#callOff = callAfter(clock, { ms: leftMs, unref, callback: this.#onTimer });
  }

  readonly #onTimer = (): void => {
    const { clock, listener } = this.#init;
    // That a consumer rests is found out when there is nothing else to watch for: a timer for each piece would cost more.
    if (this.#isPaused) {
      this.#callOffRest ??= callAfter(clock, { ms: LONGEST_REST_MS, unref: true, callback: listener.giveWay });
    }
    this.#look(clock.elapsed());
  };

  /** The earliest of those that apply now. */
  #deadline(): Deadline | undefined {
    const { timeouts, watching } = this.#init;
    const total = deadlineOf('total', { timeouts, from: this.#startedAt });
    if (watching === 'answer') return sooner(deadlineOf('answer', { timeouts, from: this.#startedAt }), total);
    if (watching !== 'stream' || this.#isPaused) return total;
    const next = this.#isAlive
      ? deadlineOf('idle', { timeouts, from: this.#lastSignAt })
      : deadlineOf('firstToken', { timeouts, from: this.#startedAt });
    return sooner(next, total);
  }
}

const WHAT_FAILED = {
  firstToken: 'The answer did not begin',
  idle: 'The answer did not go on',
  answer: 'There was no answer',
  total: 'The attempt did not end',
} as const satisfies Partial<Record<keyof Timeouts, string>>;

function deadlineOf(
  name: keyof typeof WHAT_FAILED,
  { timeouts, from }: { readonly timeouts: Timeouts; readonly from: number },
): Deadline | undefined {
  const afterMs = timeouts[name];
  return afterMs === false ? undefined : { at: from + afterMs, afterMs, name };
}

/** The first of two that end at once. */
function sooner(first: Deadline | undefined, second: Deadline | undefined): Deadline | undefined {
  return first === undefined || (second !== undefined && second.at < first.at) ? second : first;
}
