import type { Clock } from '../../core/clock.js';
import type { Wait, WaitEndReason } from '../../core/wait.js';
import { WOKEN } from '../../core/woken.js';
import { summarizeWait } from './wait-summary.js';

/** A laptop that slept wakes to a timer that did not run on, so a deadline is looked at again at least this often. */
const LONGEST_SLEEP_MS = 15_000;

/** The last tick comes this long before the end. */
const LAST_TICK_MS = 1_000;

/** What a wait is made of. */
export interface WaitTimerInit extends Pick<
  Wait,
  'id' | 'kind' | 'provider' | 'model' | 'keyId' | 'until' | 'stage' | 'resetSource' | 'callId'
> {
  readonly clock: Clock;
  readonly unref: boolean;
  /** How often `onTick` is told; `false`: never. */
  readonly tickMs: number | false;
  /** Who waits, read live. */
  waiting(): number;
  callIds(): readonly string[];
  /** Told once, before time runs. */
  onStart(): void;
  onTick(): void;
  /** A person moved the end. */
  onExtend?(untilMs: number): void;
  /** Told once. */
  onEnd(reason: WaitEndReason, cancelReason?: unknown): void;
}

/** One wait on one timer, however many calls wait. Its deadline is a date that is checked again and again. */
export class WaitTimer {
  /** The wait as users see it. */
  readonly view: Wait;
  readonly #init: WaitTimerInit;
  readonly #startedAt: number;
  readonly #startedElapsed: number;
  #untilMs: number;
  #ended = false;
  #sleep: AbortController | undefined;

  constructor(init: WaitTimerInit) {
    this.#init = init;
    this.#startedAt = init.clock.now();
    this.#startedElapsed = init.clock.elapsed();
    this.#untilMs = init.until;
    this.view = this.#createView();
  }

  /** Tells that it starts, and runs the timer. Apart from the constructor, so that its owner knows it by then. */
  announce(): void {
    this.#init.onStart();
    // A listener may have ended it already.
    if (!this.#ended) void this.#run();
  }

  /** Moves the end: a stated reset came in, or a person extends the wait. */
  moveTo(untilMs: number): void {
    if (this.#ended) return;
    this.#untilMs = untilMs;
    this.#sleep?.abort(WOKEN);
  }

  end(reason: WaitEndReason, cancelReason?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sleep?.abort(WOKEN);
    this.#init.onEnd(reason, cancelReason);
  }

  /** How long it lasts already, by the wall clock, or by the monotonic one where the wall clock stepped back. */
  #passedMs(): number {
    const { clock } = this.#init;
    return Math.max(clock.now() - this.#startedAt, clock.elapsed() - this.#startedElapsed);
  }

  #lengthMs(): number {
    return this.#untilMs - this.#startedAt;
  }

  async #run(): Promise<void> {
    const { clock, unref } = this.#init;
    while (!this.#ended) {
      const passedMs = this.#passedMs();
      const remainingMs = this.#lengthMs() - passedMs;
      if (remainingMs <= 0) {
        this.end('elapsed');
        return;
      }
      const tickAtMs = this.#nextTickAtMs(passedMs);
      const sleep = new AbortController();
      this.#sleep = sleep;
      try {
        await clock.sleep(Math.min(remainingMs, tickAtMs - passedMs, LONGEST_SLEEP_MS), {
          signal: sleep.signal,
          unref,
        });
      } catch (error) {
        if (!sleep.signal.aborted) throw error;
        // Woken early: the end moved, or the wait is over.
        continue;
      }
      const nowPassedMs = this.#passedMs();
      if (nowPassedMs >= tickAtMs && nowPassedMs < this.#lengthMs()) this.#tick();
    }
  }

  #tick(): void {
    if (!this.#ended) this.#init.onTick();
  }

  /** Since the start: each `tickMs` while more than a second remains, and a second before the end. */
  #nextTickAtMs(passedMs: number): number {
    const { tickMs } = this.#init;
    const lastMs = this.#lengthMs() - LAST_TICK_MS;
    if (tickMs === false || passedMs >= lastMs || lastMs <= 0) return Number.POSITIVE_INFINITY;
    return Math.min((Math.floor(passedMs / tickMs) + 1) * tickMs, lastMs);
  }

  #createView(): Wait {
    const init = this.#init;
    const startedAt = this.#startedAt;
    const remainingMs = (): number => Math.max(0, this.#lengthMs() - this.#passedMs());
    const untilMs = (): number => this.#untilMs;
    return {
      id: init.id,
      kind: init.kind,
      provider: init.provider,
      model: init.model,
      keyId: init.keyId,
      startedAt,
      get until() {
        return untilMs();
      },
      get remainingMs() {
        return remainingMs();
      },
      stage: init.stage,
      resetSource: init.resetSource,
      get waiting() {
        return init.waiting();
      },
      callId: init.callId,
      get callIds() {
        return init.callIds();
      },
      get summary() {
        return summarizeWait({ ...init, until: untilMs(), remainingMs: remainingMs(), now: init.clock.now() });
      },
      retryNow: () => {
        this.end('retry-now');
      },
      extend: (ms) => {
        if (!Number.isFinite(ms) || ms <= 0) {
          throw new TypeError(`Expected \`ms\` to be a number of milliseconds > 0, got \`${String(ms)}\`.`);
        }
        if (this.#ended) return;
        this.moveTo(this.#untilMs + ms);
        init.onExtend?.(this.#untilMs);
      },
      cancel: (reason) => {
        this.end('cancelled', reason);
      },
    };
  }
}
