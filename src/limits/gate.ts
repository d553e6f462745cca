import type { Classification, ResetSource } from '../core/classification.js';
import type { ErrorKind, Scope } from '../core/error-kinds.js';
import type { Wait, WaitEndReason, WaitStage } from '../core/wait.js';
import type { Closing } from './closing.js';
import type { Parked } from './parked.js';
import { covers, type GateFamily, type Target } from './target.js';
import type { GateEnvironment } from './gate-environment.js';
import { createGateWait } from './gate-wait.js';
import { WakeLoop } from './wake-loop.js';
import type { WaitTimer } from './wait-timer.js';

type GateState = { readonly type: 'closed' } | { readonly type: 'ramping' } | { readonly type: 'done' };

/**
 * One closed scope. The first refusal closes it; everyone else of that scope waits here without sending. When it is
 * time, the call that waited longest probes: success opens the gate and releases the others as a ramp that grows with
 * each success, refusal closes it for the next stage.
 */
export class Gate {
  readonly id: string;
  readonly scope: Scope;
  readonly family: GateFamily;
  closedAt: number;
  #closedElapsed: number;
  #state: GateState = { type: 'closed' };
  #closing: Closing;
  readonly #environment: GateEnvironment;
  /** Refusals by kind since the last success. */
  readonly #refusals = new Map<ErrorKind, number>();
  /** Probes that were refused come before all who never sent: they waited longest. */
  readonly #senior = new Set<Parked>();
  readonly #parked = new Set<Parked>();
  #prober: Parked | undefined;
  /** Released by the ramp and not heard of yet. */
  readonly #underWay = new Set<Parked>();
  #wait: WaitTimer | undefined;
  readonly #waking = new WakeLoop(() => this.#proceedOnce());
  /** How many more the ramp may release. */
  #toRelease = 0;

  constructor(init: {
    readonly id: string;
    readonly family: GateFamily;
    readonly closing: Closing;
    readonly environment: GateEnvironment;
  }) {
    const { id, family, closing, environment } = init;
    this.id = id;
    this.scope = closing.classification.scope;
    this.family = family;
    this.#closing = closing;
    this.#environment = environment;
    this.closedAt = environment.clock.now();
    this.#closedElapsed = environment.clock.elapsed();
    this.count(closing.classification.kind);
  }

  /** What closed it last. */
  get closing(): Closing {
    return this.#closing;
  }

  /** When the next request may be sent, in epoch ms; a wall clock that stepped back makes no wait longer. */
  get until(): number {
    const { clock } = this.#environment;
    const lengthMs = this.#closing.until - this.closedAt;
    return Math.min(this.#closing.until, clock.now() + lengthMs - (clock.elapsed() - this.#closedElapsed));
  }

  get classification(): Classification {
    return this.#closing.classification;
  }

  get isClosed(): boolean {
    return this.#state.type === 'closed';
  }

  /** The wait of those who are parked here, if anyone is. */
  get wait(): Wait | undefined {
    return this.#wait?.view;
  }

  get waiting(): number {
    return this.#senior.size + this.#parked.size;
  }

  get isProbing(): boolean {
    return this.#prober !== undefined;
  }

  covers(target: Target): boolean {
    return covers(this.scope, this.#closing.target, target);
  }

  /** Whether a call that is not parked here may send now, and as what. */
  admission(): 'pass' | 'probe' | 'blocked' {
    if (this.#state.type !== 'closed') return this.waiting > 0 ? 'blocked' : 'pass';
    if (this.#prober !== undefined || this.waiting > 0) return 'blocked';
    return this.until <= this.#environment.clock.now() ? 'probe' : 'blocked';
  }

  /** How often this kind was refused since the last success. */
  refusals(kind: ErrorKind): number {
    return this.#refusals.get(kind) ?? 0;
  }

  /** Makes a call the one that finds out. */
  takeProbe(call: Parked): void {
    this.#prober = call;
  }

  isProber(call: Parked): boolean {
    return this.#prober === call;
  }

  /** Whether this very call may send: as the probe, or as one that the ramp released. */
  admits(call: Parked): boolean {
    return this.#prober === call || this.#underWay.has(call);
  }

  /** Closes it again, for the next stage or another kind. Follow with {@link settle} when the refused call has parked. */
  close(closing: Closing): void {
    this.#state = { type: 'closed' };
    this.#closing = closing;
    this.closedAt = this.#environment.clock.now();
    this.#closedElapsed = this.#environment.clock.elapsed();
    this.#prober = undefined;
    // Whoever the ramp released and has not sent yet, as in the queue for a slot, comes back here.
    this.#underWay.clear();
    this.#wait?.end('released');
  }

  /** Counts a refusal; the first after a success is 1. */
  count(kind: ErrorKind): number {
    const refusals = this.refusals(kind) + 1;
    this.#refusals.set(kind, refusals);
    return refusals;
  }

  /** A refusal of a request that was under way when the gate closed: it moves no stage, but a later stated reset holds. */
  postpone(stated: Pick<Classification, 'resetsAt' | 'resetSource' | 'retryAfterMs'>): boolean {
    const { resetsAt: until, resetSource, retryAfterMs } = stated;
    if (until === undefined || resetSource === undefined || until <= this.#closing.until) return false;
    const classification = { ...this.#closing.classification, resetsAt: until, resetSource, retryAfterMs };
    this.#closing = { ...this.#closing, until, resetSource, classification };
    this.#wait?.moveTo(until);
    return true;
  }

  /** A call comes whose own policy waits less long than those that nobody waited for. */
  hasten(plan: { readonly untilMs: number; readonly stage: WaitStage; readonly resetSource: ResetSource }): void {
    const { untilMs, stage, resetSource } = plan;
    const earlierByMs = this.until - untilMs;
    if (!this.isClosed || earlierByMs <= 0) return;
    const until = this.#closing.until - earlierByMs;
    this.#closing = { ...this.#closing, until, stage, resetSource, waitedFor: true };
    this.#wait?.moveTo(until);
  }

  /** Lets a call wait here. Follow with {@link settle}. */
  park(call: Parked, options: { readonly senior: boolean }): void {
    (options.senior ? this.#senior : this.#parked).add(call);
  }

  /** Everyone who waits decides again, and the wait runs for those who stay. */
  settle(options: { readonly reconsider: boolean }): void {
    if (options.reconsider) {
      for (const call of this.#everyone()) call.reconsider();
    }
    this.#proceed();
  }

  /** A call has no more to do with this gate: it ended, or it goes elsewhere. */
  leave(call: Parked, why: 'cancelled' | 'released'): void {
    const waited = this.#senior.delete(call) || this.#parked.delete(call);
    if (waited && this.waiting === 0) this.#wait?.end(why);
    this.handOver(call);
    this.rampDone(call, 'unknown');
  }

  /** The probe found nothing out: the next one takes it at once. */
  handOver(call: Parked): void {
    if (this.#prober !== call) return;
    this.#prober = undefined;
    this.#proceed();
  }

  /** The probe was answered: open, and released as a ramp. */
  open(): void {
    if (this.#state.type === 'done') return;
    this.#refusals.clear();
    this.#prober = undefined;
    this.#state = { type: 'ramping' };
    this.#toRelease = 1;
    this.#wait?.end('released');
    this.#proceed();
  }

  /** A call of the ramp was answered, or not: each success releases two more. */
  rampDone(call: Parked, outcome: 'success' | 'unknown'): void {
    if (!this.#underWay.delete(call) || this.#state.type !== 'ramping') return;
    if (outcome === 'success') this.#toRelease += 2;
    this.#proceed();
  }

  /** Those who wait here, the one that waited longest first. */
  *parked(): Generator<Parked> {
    yield* this.#senior;
    yield* this.#parked;
  }

  #everyone(): readonly Parked[] {
    return [...this.#senior, ...this.#parked];
  }

  #next(): Parked | undefined {
    for (const waiting of [this.#senior, this.#parked]) {
      for (const call of waiting) {
        waiting.delete(call);
        return call;
      }
    }
    return undefined;
  }

  /** Starts the wait, the probe or the next part of the ramp, whichever it is time for. */
  #proceed(): void {
    // A listener may end the wait, or reopen the gate, the moment that it hears of the wait.
    if (!this.#waking.run()) return;
    if (this.#state.type === 'ramping' && this.waiting === 0 && this.#underWay.size === 0) {
      this.#state = { type: 'done' };
      this.#environment.onDone(this);
    }
  }

  /** Wakes one call. It may go elsewhere at once; then the next one is asked. Answers whether there is more to do. */
  #proceedOnce(): boolean {
    switch (this.#state.type) {
      case 'closed': {
        if (this.#prober !== undefined || this.waiting === 0) return false;
        if (this.until > this.#environment.clock.now()) {
          this.#startWait();
          // A listener, or a very short wait, may have ended it already: then it is time for the probe.
          return this.#wait === undefined;
        }
        this.#wait?.end('released');
        const call = this.#next();
        if (call === undefined) return false;
        this.#prober = call;
        call.wake();
        return true;
      }
      case 'ramping': {
        // Nobody under way could release the next: the ramp would stand still.
        if (this.#toRelease === 0 && this.#underWay.size > 0) return false;
        const call = this.#next();
        if (call === undefined) return false;
        this.#toRelease = Math.max(0, this.#toRelease - 1);
        this.#underWay.add(call);
        call.wake();
        return true;
      }
      case 'done': {
        // A listener reopened it while a call was on its way here.
        const call = this.#next();
        call?.wake();
        return call !== undefined;
      }
      default:
        return this.#state satisfies never;
    }
  }

  #startWait(): void {
    if (this.#wait !== undefined) return;
    const { onWait } = this.#environment;
    const wait = createGateWait(this.#closing, {
      ...this.#environment,
      waiting: () => this.waiting,
      callIds: () => this.#everyone().map((call) => call.callId),
      onExtend: (until) => {
        this.#closing = { ...this.#closing, until };
      },
      onEnd: (reason, cancelReason) => {
        this.#wait = undefined;
        onWait('wait-end', wait.view, reason);
        this.#afterWait(reason, cancelReason);
      },
    });
    this.#wait = wait;
    wait.announce();
  }

  #afterWait(reason: WaitEndReason, cancelReason: unknown): void {
    switch (reason) {
      case 'elapsed':
      case 'retry-now':
        this.#closing = { ...this.#closing, until: Math.min(this.#closing.until, this.#environment.clock.now()) };
        this.#proceed();
        return;
      case 'cancelled':
        for (const call of this.#everyone()) {
          this.#senior.delete(call);
          this.#parked.delete(call);
          call.cancel(cancelReason);
        }
        return;
      case 'released':
        return;
      default:
        reason satisfies never;
    }
  }
}
