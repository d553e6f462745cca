import type { AttemptRecord } from '../core/attempt.js';
import type { Clock } from '../core/clock.js';
import type { ErrorKind } from '../core/error-kinds.js';
import type { Timeouts } from '../core/timeouts.js';
import type { Target } from '../limits/target.js';
import type { Destination, Operation } from './operation.js';
import { Watchdog } from './watchdog.js';

/** Who is told how a request went. */
export interface AttemptListener<Answer> {
  onAnswer(run: AttemptRun<Answer>, answer: Answer): void;
  onFailure(run: AttemptRun<Answer>, error: unknown): void;
  /** A fault of this library itself: the call must not hang for it. */
  onDefect(error: unknown): void;
}

/** What one request is made of, and who is told how it went. */
export interface AttemptRunInit<Answer> {
  readonly operation: Operation<Answer, unknown>;
  readonly destination: Destination;
  readonly target: Target;
  /** Counts from 1. */
  readonly number: number;
  readonly waitedMs: number;
  readonly queuedMs: number;
  /** Whether it finds out if a closed gate is open again. */
  readonly probe: boolean;
  readonly timeouts: Timeouts;
  readonly clock: Clock;
  readonly unref: boolean;
  readonly listener: AttemptListener<Answer>;
  /** Once, at the first byte of a good answer. */
  onFirstSign(): void;
  /** The headers of a good answer. */
  onHeaders(headers: unknown): void;
  /** It makes calls itself: others may use what it holds. */
  onGiveWay(): void;
}

/** One request that is under way, with its own signal and its own watchdog. After it is over it tells nobody anything. */
export class AttemptRun<Answer> {
  readonly type = 'sending';
  readonly target: Target;
  readonly number: number;
  readonly waitedMs: number;
  readonly queuedMs: number;
  readonly probe: boolean;
  readonly destination: Destination;
  /** Whether it left the sending to calls that it makes itself. */
  hasGivenWay = false;
  readonly #init: AttemptRunInit<Answer>;
  readonly #startedAt: number;
  readonly #startedElapsed: number;
  readonly #controller = new AbortController();
  #watchdog: Watchdog | undefined;
  #firstSignMs: number | undefined;
  #isOver = false;

  constructor(init: AttemptRunInit<Answer>) {
    this.#init = init;
    this.target = init.target;
    this.number = init.number;
    this.waitedMs = init.waitedMs;
    this.queuedMs = init.queuedMs;
    this.probe = init.probe;
    this.destination = init.destination;
    this.#startedAt = init.clock.now();
    this.#startedElapsed = init.clock.elapsed();
  }

  /** When it was sent, in epoch ms. */
  get startedAt(): number {
    return this.#startedAt;
  }

  get durationMs(): number {
    return this.#init.clock.elapsed() - this.#startedElapsed;
  }

  /** From the start to the first sign of a good answer; `undefined` where none came. */
  get firstSignMs(): number | undefined {
    return this.#firstSignMs;
  }

  start(): void {
    const ready = this.#init.destination.handle.prepare();
    if (ready === undefined) {
      this.#launch();
      return;
    }
    // To load an SDK is no time of an answer: the watchdog starts afterwards.
    ready.then(
      () => {
        if (!this.#isOver) this.#launch();
      },
      (error: unknown) => {
        if (this.#finish()) this.#tellFailure(error);
      },
    );
  }

  #launch(): void {
    const { operation, destination, clock, unref, timeouts } = this.#init;
    const watchdog = new Watchdog({
      clock,
      unref,
      timeouts,
      watching: operation.watching(destination),
      onTimeout: (timeout) => {
        if (!this.#finish()) return;
        // First: what tells of the failure may begin the next request.
        this.#controller.abort(timeout);
        this.#tellFailure(timeout);
      },
    });
    this.#watchdog = watchdog;
    this.#send(watchdog)
      .then(
        (answer) => {
          if (!this.#finish()) return;
          this.#sign();
          this.#init.listener.onAnswer(this, answer);
        },
        (error: unknown) => {
          if (this.#finish()) this.#init.listener.onFailure(this, error);
        },
      )
      .catch((error: unknown) => {
        this.#init.listener.onDefect(error);
      });
  }

  /** Ends it for good: nothing that still comes counts. */
  abort(reason: unknown): void {
    this.#finish();
    this.#controller.abort(reason);
  }

  record(end: { readonly outcome: AttemptRecord['outcome']; readonly kind?: ErrorKind }): AttemptRecord {
    const { provider, model, key } = this.target;
    return {
      ...(end.kind === undefined ? {} : { kind: end.kind }),
      provider,
      model,
      keyId: key.keyId,
      startedAt: this.#startedAt,
      endedAt: this.#init.clock.now(),
      waitedMs: this.waitedMs,
      outcome: end.outcome,
    };
  }

  // `async`, so that a task that throws instead of rejecting fails like any other.
  async #send(watchdog: Watchdog): Promise<Answer> {
    const { operation, destination, target, number, timeouts } = this.#init;
    return operation.attempt({
      destination,
      key: target.key.secret,
      attempt: number,
      signal: this.#controller.signal,
      timeouts,
      watch: {
        progress: () => {
          if (this.#isOver) return;
          watchdog.progress();
          this.#sign();
        },
        pause: () => {
          watchdog.pause();
        },
        resume: () => {
          watchdog.resume();
        },
      },
      observe: (headers) => {
        if (!this.#isOver) this.#init.onHeaders(headers);
      },
      giveWay: () => {
        if (this.#isOver) return;
        this.hasGivenWay = true;
        this.#init.onGiveWay();
      },
    });
  }

  #sign(): void {
    if (this.#firstSignMs !== undefined) return;
    this.#firstSignMs = this.durationMs;
    this.#init.onFirstSign();
  }

  #tellFailure(error: unknown): void {
    try {
      this.#init.listener.onFailure(this, error);
    } catch (defect) {
      this.#init.listener.onDefect(defect);
    }
  }

  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#watchdog?.stop();
    return true;
  }
}
