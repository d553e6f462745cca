import type { ResetSource } from '../../core/classification.js';
import type { Clock } from '../../core/clock.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { Wait, WaitEndReason } from '../../core/wait.js';
import { summarizeWait } from '../timers/wait-summary.js';

/** What is waited for. */
export interface PaceObstacle {
  readonly kind: ErrorKind;
  readonly keyId: string | undefined;
  /** When the next request is sent, in epoch ms. */
  readonly until: number;
  readonly resetSource: ResetSource;
}

/** What the wait of a queue is made of. */
export interface PaceWaitInit {
  readonly clock: Clock;
  readonly provider: string;
  readonly model: string;
  readonly obstacle: PaceObstacle;
  /** By the time of its queue, which goes on where the wall clock steps back. */
  readonly startedTime: number;
  /** Who came first. */
  readonly callId: string;
  createWaitId(): string;
  onWait(type: 'wait-start' | 'wait-tick' | 'wait-end', wait: Wait, reason?: WaitEndReason): void;
  /** Who waits, read live. */
  waiting(): number;
  callIds(): readonly string[];
  onRetryNow(): void;
  onExtend(untilMs: number): void;
  onCancel(reason: unknown): void;
}

const TICK_MS = 60_000;

/**
 * The wait of all who are paced: one for as long as anybody waits, whose `until` is the time of the next request and
 * moves with each.
 */
export class PaceWait {
  readonly view: Wait;
  readonly #init: PaceWaitInit;
  readonly #startedAt: number;
  readonly #startedTime: number;
  #obstacle: PaceObstacle;
  #ticks = 0;
  #hasEnded = false;

  constructor(init: PaceWaitInit) {
    this.#init = init;
    this.#obstacle = init.obstacle;
    this.#startedAt = init.clock.now();
    this.#startedTime = init.startedTime;
    this.view = this.#createView(init.createWaitId());
  }

  announce(): void {
    this.#init.onWait('wait-start', this.view);
  }

  /** When the next tick is due, by the time of its queue. */
  get nextTick(): number {
    return this.#startedTime + (this.#ticks + 1) * TICK_MS;
  }

  tickIfDue(time: number): void {
    const ticks = Math.floor((time - this.#startedTime) / TICK_MS);
    if (this.#hasEnded || ticks <= this.#ticks) return;
    this.#ticks = ticks;
    this.#init.onWait('wait-tick', this.view);
  }

  /** Something else is waited for now. */
  stateObstacle(obstacle: PaceObstacle): void {
    this.#obstacle = { ...obstacle, until: Math.min(obstacle.until, this.#obstacle.until) };
  }

  moveTo(until: number): void {
    if (Number.isFinite(until)) this.#obstacle = { ...this.#obstacle, until };
  }

  end(reason: WaitEndReason): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#init.onWait('wait-end', this.view, reason);
  }

  #createView(id: string): Wait {
    const { clock, provider, model, callId, waiting, callIds, onRetryNow, onExtend, onCancel } = this.#init;
    const obstacle = (): PaceObstacle => this.#obstacle;
    const remainingMs = (): number => Math.max(0, this.#obstacle.until - clock.now());
    return {
      id,
      get kind() {
        return obstacle().kind;
      },
      provider,
      model,
      get keyId() {
        return obstacle().keyId;
      },
      startedAt: this.#startedAt,
      get until() {
        return obstacle().until;
      },
      get remainingMs() {
        return remainingMs();
      },
      stage: { index: 1, of: undefined },
      get resetSource() {
        return obstacle().resetSource;
      },
      get waiting() {
        return waiting();
      },
      callId,
      get callIds() {
        return callIds();
      },
      get summary() {
        const { kind, until } = obstacle();
        const stage = { index: 1, of: undefined };
        return summarizeWait({ kind, provider, model, stage, until, remainingMs: remainingMs(), now: clock.now() });
      },
      retryNow: () => {
        if (!this.#hasEnded) onRetryNow();
      },
      extend: (ms) => {
        if (!Number.isFinite(ms) || ms <= 0) {
          throw new TypeError(`Expected \`ms\` to be a number of milliseconds > 0, got \`${String(ms)}\`.`);
        }
        if (this.#hasEnded) return;
        this.moveTo(this.#obstacle.until + ms);
        onExtend(this.#obstacle.until);
      },
      cancel: (reason) => {
        if (this.#hasEnded) return;
        this.end('cancelled');
        onCancel(reason);
      },
    };
  }
}
