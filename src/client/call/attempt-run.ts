import type { AttemptRecord } from '../../core/attempt.js';
import type { Cancellation } from '../../core/cancellation.js';
import type { Clock } from '../../core/clock.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { Timeouts } from '../../core/timeouts.js';
import type { Target } from '../../limits/target.js';
import type { AttemptWatch, Destination, Operation, OperationContext } from '../operations/operation.js';
import { Watchdog, type AttemptTimeout } from './watchdog.js';

/** Who is told how a request went. */
export interface AttemptListener<Answer> {
  onAnswer(run: AttemptRun<Answer>, answer: Answer): void;
  onFailure(run: AttemptRun<Answer>, error: unknown): void;
  /** A fault of this library itself: the call must not hang for it. */
  onDefect(error: unknown): void;
}

/** Who is told what a request finds out while it is under way. */
export interface AttemptObserver {
  /** Once, at the first byte of a good answer. */
  confirm(run: { readonly target: Target; readonly startedAt: number }): void;
  /** The headers of a good answer. */
  observe(headers: unknown): void;
  /** It makes calls itself: others may use what it holds. */
  giveWay(): void;
}

/** What one request is made of, and who is told how it went. */
export interface AttemptRunInit<Answer> {
  readonly operation: Operation<Answer, unknown>;
  readonly destination: Destination;
  readonly target: Target;
  /** Counts from 1. */
  readonly attempt: number;
  readonly waitedMs: number;
  readonly queuedMs: number;
  /** Whether it finds out if a closed gate is open again. */
  readonly probe: boolean;
  readonly timeouts: Timeouts;
  readonly engine: { readonly clock: Clock; readonly unref: boolean };
  readonly listener: AttemptListener<Answer>;
  readonly observer: AttemptObserver;
}

/**
 * One request that is under way, with its own signal and its own watchdog: what the operation gets to send it with.
 * After it is over it tells nobody anything.
 */
export class AttemptRun<Answer> implements OperationContext, AttemptWatch, Cancellation {
  readonly type = 'sending';
  readonly target: Target;
  readonly destination: Destination;
  readonly timeouts: Timeouts;
  /** Counts from 1. */
  readonly attempt: number;
  /** When it was sent, in epoch ms. */
  readonly startedAt: number;
  /** Whether it left the sending to calls that it makes itself. */
  hasGivenWay = false;
  readonly #startedElapsed: number;
  readonly #init: AttemptRunInit<Answer>;
  #controller: AbortController | undefined;
  #watchdog: Watchdog | undefined;
  #firstSignMs: number | undefined;
  #isOver = false;
  cancelled: Cancellation['cancelled'];
  onCancel: Cancellation['onCancel'];

  constructor(init: AttemptRunInit<Answer>) {
    const { clock } = init.engine;
    this.#init = init;
    this.target = init.target;
    this.destination = init.destination;
    this.timeouts = init.timeouts;
    this.attempt = init.attempt;
    this.startedAt = clock.now();
    this.#startedElapsed = clock.elapsed();
  }

  get waitedMs(): number {
    return this.#init.waitedMs;
  }

  get queuedMs(): number {
    return this.#init.queuedMs;
  }

  get probe(): boolean {
    return this.#init.probe;
  }

  get key(): string | undefined {
    return this.target.key.secret;
  }

  get cancellation(): Cancellation {
    return this;
  }

  /** Made when somebody asks for it: it costs a fourth of a request that needs none. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.cancelled !== undefined) this.#controller.abort(this.cancelled.reason);
    }
    return this.#controller.signal;
  }

  get watch(): AttemptWatch {
    return this;
  }

  get durationMs(): number {
    return this.#init.engine.clock.elapsed() - this.#startedElapsed;
  }

  /** From the start to the first sign of a good answer; `undefined` where none came. */
  get firstSignMs(): number | undefined {
    return this.#firstSignMs;
  }

  readonly progress = (): void => {
    if (this.#isOver) return;
    this.#watchdog?.progress();
    this.#sign();
  };

  readonly observe = (headers: unknown): void => {
    if (!this.#isOver) this.#init.observer.observe(headers);
  };

  /** Made when somebody asks for it, as only tasks do, and those whose consumer rests. */
  get giveWay(): () => void {
    return () => {
      if (this.#isOver) return;
      this.hasGivenWay = true;
      this.#init.observer.giveWay();
    };
  }

  pause(): void {
    this.#watchdog?.pause();
  }

  resume(): void {
    this.#watchdog?.resume();
  }

  start(): void {
    const ready = this.#init.destination.handle.prepare();
    if (ready === undefined) {
      this.#launch();
      return;
    }
    // To load an SDK is no time of an answer: the watchdog starts afterwards.
    ready.then(() => {
      if (!this.#isOver) this.#launch();
    }, this.#onError);
  }

  /** Ends it for good: nothing that still comes counts. */
  abort(reason: unknown): void {
    this.#finish();
    this.#abort(reason);
  }

  record({
    outcome,
    kind,
  }: {
    readonly outcome: AttemptRecord['outcome'];
    readonly kind?: ErrorKind | undefined;
  }): AttemptRecord {
    const { provider, model, key } = this.target;
    const record: AttemptRecord = {
      provider,
      model,
      keyId: key.keyId,
      startedAt: this.startedAt,
      endedAt: this.#init.engine.clock.now(),
      waitedMs: this.waitedMs,
      outcome,
    };
    return kind === undefined ? record : { kind, ...record };
  }

  #launch(): void {
    const { operation, destination, engine, timeouts } = this.#init;
    this.#watchdog = new Watchdog({
      clock: engine.clock,
      unref: engine.unref,
      timeouts,
      watching: operation.watching(destination),
      listener: this,
    });
    this.#send().then((answer) => {
      if (this.#finish()) this.#tellAnswer(answer);
    }, this.#onError);
  }

  /** A task that throws instead of rejecting fails like any other. */
  #send(): Promise<Answer> {
    try {
      return this.#init.operation.attempt(this);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  readonly #onError = (error: unknown): void => {
    if (this.#finish()) this.#tellFailure(error);
  };

  /** Of its watchdog. */
  onTimeout(timeout: AttemptTimeout): void {
    if (!this.#finish()) return;
    // First: what tells of the failure may begin the next request.
    this.#abort(timeout);
    this.#tellFailure(timeout);
  }

  #sign(): void {
    if (this.#firstSignMs !== undefined) return;
    this.#firstSignMs = this.durationMs;
    this.#init.observer.confirm(this);
  }

  #tellAnswer(answer: Answer): void {
    const { listener } = this.#init;
    try {
      this.#sign();
      listener.onAnswer(this, answer);
    } catch (defect) {
      listener.onDefect(defect);
    }
  }

  #tellFailure(error: unknown): void {
    const { listener } = this.#init;
    try {
      listener.onFailure(this, error);
    } catch (defect) {
      listener.onDefect(defect);
    }
  }

  #abort(reason: unknown): void {
    this.cancelled ??= { reason };
    this.#controller?.abort(reason);
    this.onCancel?.abort(reason);
  }

  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#watchdog?.stop();
    return true;
  }
}
