import type { AttemptRecord } from '../../core/attempt.js';
import type { Clock } from '../../core/clock.js';
import type { ErrorKind } from '../../core/error-kinds.js';

const NO_ATTEMPTS: readonly AttemptRecord[] = Object.freeze([]);

/** What a call has been through: its attempts, its waits, and what of its budgets they used. */
export class CallLog {
  readonly #clock: Clock;
  /** Made for the first one: a call that waits before it may send has none. */
  #attempts: AttemptRecord[] | undefined;
  readonly startedElapsed: number;
  /** Since the last attempt. */
  #waitedMs = 0;
  #quotaWaitedMs = 0;
  #quotaWaitedByKind: Map<ErrorKind, number> | undefined;
  #queuedMs = 0;
  /** Over the whole call. */
  #allWaitedMs = 0;
  #allQueuedMs = 0;
  #queuedSince: number | undefined;
  #waitingSince: number | undefined;
  #waitingSinceElapsed = 0;
  /** Of the wait that runs just now, where it uses up `maxWait`. */
  #waitingFor: ErrorKind | undefined;

  /** @param attempts where they are written down: logs of one call may share them */
  constructor(clock: Clock, attempts?: AttemptRecord[]) {
    this.#clock = clock;
    this.#attempts = attempts;
    this.startedElapsed = clock.elapsed();
  }

  get attempts(): readonly AttemptRecord[] {
    return this.#attempts ?? NO_ATTEMPTS;
  }

  /** Since the last attempt, in ms. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** For a free slot, since the last attempt, in ms. */
  get queuedMs(): number {
    return this.#queuedMs;
  }

  /** At gates, in backoffs and for its time, over the whole call, in ms. */
  get allWaitedMs(): number {
    return this.#allWaitedMs;
  }

  /** For a free slot, over the whole call, in ms. */
  get allQueuedMs(): number {
    return this.#allQueuedMs;
  }

  startQueue(): void {
    this.#queuedSince = this.#clock.elapsed();
  }

  endQueue(): void {
    if (this.#queuedSince === undefined) return;
    const queuedMs = this.#clock.elapsed() - this.#queuedSince;
    this.#queuedMs += queuedMs;
    this.#allQueuedMs += queuedMs;
    this.#queuedSince = undefined;
  }

  /** What of `maxWait` is used, the wait that runs just now included, in ms. */
  get quotaWaitedMs(): number {
    return this.#quotaWaitedMs + (this.#waitingFor === undefined ? 0 : this.#runningMs());
  }

  /** The same for one kind alone. */
  quotaWaitedForMs(kind: ErrorKind): number {
    const runningMs = this.#waitingFor === kind ? this.#runningMs() : 0;
    return (this.#quotaWaitedByKind?.get(kind) ?? 0) + runningMs;
  }

  /** A wait begins; with `quotaKind` it uses up `maxWait`. */
  startWait(quotaKind: ErrorKind | undefined): void {
    this.endWait();
    this.#waitingSince = this.#clock.now();
    this.#waitingSinceElapsed = this.#wholeElapsed();
    this.#waitingFor = quotaKind;
  }

  endWait(): void {
    if (this.#waitingSince === undefined) return;
    const quotaKind = this.#waitingFor;
    const waitedMs = this.#takeWait();
    if (quotaKind === undefined) return;
    this.#quotaWaitedMs += waitedMs;
    this.#quotaWaitedByKind ??= new Map();
    this.#quotaWaitedByKind.set(quotaKind, this.quotaWaitedForMs(quotaKind) + waitedMs);
  }

  /** The call is over: nobody asks for its budgets any more. */
  close(): void {
    if (this.#waitingSince !== undefined) this.#takeWait();
    this.endQueue();
  }

  #takeWait(): number {
    const waitedMs = this.#runningMs();
    this.#waitingSince = undefined;
    this.#waitingFor = undefined;
    this.#waitedMs += waitedMs;
    this.#allWaitedMs += waitedMs;
    return waitedMs;
  }

  /** By the wall clock, since the night that a laptop slept was waited for, too; by the monotonic one where that stepped back. */
  #runningMs(): number {
    if (this.#waitingSince === undefined) return 0;
    return Math.max(this.#clock.now() - this.#waitingSince, this.#wholeElapsed() - this.#waitingSinceElapsed);
  }

  /** Whole numbers lie in the object itself: at the first other one V8 would make each log anew that waits just then. */
  #wholeElapsed(): number {
    return Math.round(this.#clock.elapsed());
  }

  addAttempt(record: AttemptRecord): void {
    (this.#attempts ??= []).push(record);
    this.#waitedMs = 0;
    this.#queuedMs = 0;
  }
}
