import type { Classification, ResetSource } from '../core/classification.js';
import { ERROR_KINDS, isErrorKind, type ErrorKind, type Scope } from '../core/error-kinds.js';
import type { Wait, WaitEndReason, WaitStage } from '../core/wait.js';
import type { Closing } from './closing.js';
import type { Parked } from './parked.js';
import { savePlace, type SavedGate } from './quota-state.js';
import { Ramp } from './ramp.js';
import { limitName, type LimitName } from './reset-clock.js';
import { covers, type GateFamily, type Target } from './target.js';
import type { GateEnvironment } from './gate-environment.js';
import { createGateWait } from './gate-wait.js';
import { WakeLoop } from './wake-loop.js';
import type { WaitTimer } from './wait-timer.js';

type GateState =
  { readonly type: 'closed' } | { readonly type: 'ramping'; readonly ramp: Ramp<Parked> } | { readonly type: 'done' };

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
  #limit: LimitName;
  readonly #environment: GateEnvironment;
  /** Refusals by kind since the last success. */
  readonly #refusals = new Map<ErrorKind, number>();
  /** Probes that were refused come before all who never sent: they waited longest. */
  readonly #senior = new Set<Parked>();
  readonly #parked = new Set<Parked>();
  #prober: Parked | undefined;
  /** When the probe was sent, in epoch ms. */
  #probedAt: number | undefined;
  #wait: WaitTimer | undefined;
  readonly #waking = new WakeLoop(() => this.#proceedOnce());
  /** Up to so many at the same time the next ramp doubles; half of those under way when the last one failed. */
  #fastUpTo = Number.POSITIVE_INFINITY;

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
    this.#limit = limitName(id, closing.classification);
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

  /** The limit that closed it, as the reset clock knows it: no passing fault that a probe met. */
  get limit(): LimitName {
    return this.#limit;
  }

  /** When the window was learnt to turn, if that is what is waited for. */
  get learntAt(): number | undefined {
    return this.isClosed && this.#closing.resetSource === 'learnt' ? this.#closing.until : undefined;
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
    if (this.#state.type !== 'closed') return this.waiting > 0 || !this.#hasRoomForNew() ? 'blocked' : 'pass';
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
    return this.#prober === call || (this.#state.type === 'ramping' && this.#state.ramp.has(call));
  }

  /** A call sends: as the probe, or while the gate counts how much its quota still admits. */
  enter(call: Parked): void {
    if (this.#prober === call) this.#probedAt = this.#environment.clock.now();
    else if (this.#state.type === 'ramping' && this.#state.ramp.allowance !== undefined) this.#state.ramp.enter(call);
  }

  /** Closes it again, for the next stage or another kind. Follow with {@link settle} when the refused call has parked. */
  close(closing: Closing): void {
    // Whoever the ramp released and has not sent yet, as in the queue for a slot, comes back here.
    if (this.#state.type === 'ramping') this.#fastUpTo = Math.max(1, Math.floor(this.#state.ramp.underWay / 2));
    this.#state = { type: 'closed' };
    this.#closing = closing;
    if (ERROR_KINDS[closing.classification.kind].gate === 'closes') {
      this.#limit = limitName(this.id, closing.classification);
    }
    this.closedAt = this.#environment.clock.now();
    this.#closedElapsed = this.#environment.clock.elapsed();
    this.#prober = undefined;
    this.#probedAt = undefined;
    this.#wait?.end('released');
    this.#environment.onChange('closed', this);
  }

  /** Counts a refusal; the first after a success is 1. One at a learnt time moves no stage. */
  count(kind: ErrorKind): number {
    const wasLearnt = this.#closing.resetSource === 'learnt' && this.isClosed && kind === this.classification.kind;
    const refusals = wasLearnt ? Math.max(1, this.refusals(kind)) : this.refusals(kind) + 1;
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
    this.#environment.onChange('closed', this);
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
    this.#environment.onChange('closed', this);
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
    const { resetClock, clock } = this.#environment;
    resetClock.opened(this.limit, this.#probedAt ?? clock.now());
    this.#release(new Ramp({ allowance: resetClock.allowance(this.limit, clock.now()), fastUpTo: this.#fastUpTo }));
  }

  /** A person says that the limit is over. */
  reopen(): void {
    this.#environment.resetClock.dismissed(this.limit);
    this.#release(new Ramp({ allowance: undefined, fastUpTo: this.#fastUpTo }));
  }

  #release(ramp: Ramp<Parked>): void {
    if (this.#state.type === 'done') return;
    this.#refusals.clear();
    this.#prober = undefined;
    this.#state = { type: 'ramping', ramp };
    this.#environment.onChange('opened', this);
    this.#wait?.end('released');
    this.#proceed();
  }

  /** A call of the ramp was answered, or not. */
  rampDone(call: Parked, outcome: 'success' | 'unknown'): void {
    if (this.#state.type === 'ramping' && this.#state.ramp.done(call, outcome)) this.#proceed();
  }

  /** How it stands, for a store. */
  save(): SavedGate {
    const { classification, target, stage, resetSource, tickMs, waitedFor, until } = this.#closing;
    const { id, scope, closedAt } = this;
    const refusals = Object.fromEntries(this.#refusals);
    const state = { closedAt, until, stage, resetSource, tickMs, waitedFor, classification, refusals };
    return { ...savePlace({ id, scope, target }), ...state };
  }

  /** Goes on where another process stood: for at most as long as it was to be closed in all. */
  restore(saved: SavedGate): void {
    const { clock } = this.#environment;
    const now = clock.now();
    const until = Math.min(saved.until, now + Math.max(0, saved.until - saved.closedAt));
    this.#closing = { ...this.#closing, until };
    this.closedAt = Math.min(saved.closedAt, now);
    this.#closedElapsed = clock.elapsed() - (now - this.closedAt);
    this.#refusals.clear();
    for (const [kind, refusals] of Object.entries(saved.refusals)) {
      if (isErrorKind(kind)) this.#refusals.set(kind, refusals);
    }
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

  /** Whether one that did not wait may go: an open gate that counts lets through what its quota admits. */
  #hasRoomForNew(): boolean {
    if (this.#state.type !== 'ramping') return true;
    const { ramp } = this.#state;
    if (ramp.allowance === undefined) return true;
    if (this.#environment.clock.now() < ramp.allowance.turnsAt) return ramp.hasRoom && !this.#isCountedOut(ramp);
    // The window has turned, and nobody was refused: there is nothing to count any more.
    this.#finish();
    return true;
  }

  #isCountedOut(ramp: Ramp<Parked>): boolean {
    return ramp.isSpent && ramp.allowance?.isSteady === true;
  }

  #finish(): void {
    this.#state = { type: 'done' };
    this.#environment.onDone(this);
  }

  /** Starts the wait, the probe or the next part of the ramp, whichever it is time for. */
  #proceed(): void {
    // A listener may end the wait, or reopen the gate, the moment that it hears of the wait.
    if (!this.#waking.run() || this.#state.type !== 'ramping') return;
    const { ramp } = this.#state;
    const counts = ramp.allowance !== undefined && this.#environment.clock.now() < ramp.allowance.turnsAt;
    if (this.waiting === 0 && ramp.underWay === 0 && !counts) this.#finish();
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
        const { ramp } = this.#state;
        if (this.waiting === 0 || !ramp.hasRoom) return false;
        if (this.#isCountedOut(ramp) && this.#closeByCount()) return true;
        const call = this.#next();
        if (call === undefined) return false;
        ramp.enter(call);
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

  /** All that the window admits is used up: closes without anyone being refused, if it is known until when. */
  #closeByCount(): boolean {
    const { resetClock, clock } = this.#environment;
    const { classification, target, stage, waitedFor } = this.#closing;
    if (!waitedFor) return false;
    const at = clock.now();
    resetClock.closed({ ...this.limit, scope: this.scope, target }, { at, calendarAt: undefined, by: 'counted' });
    const advice = resetClock.advise(this.limit, at);
    if (advice === undefined) {
      resetClock.dismissed(this.limit);
      return false;
    }
    const { probeAt: until, resetsAt } = advice;
    this.close({
      ...this.#closing,
      until,
      stage: { index: 1, of: stage.of },
      resetSource: 'learnt',
      classification: { ...classification, resetsAt, resetSource: 'learnt', retryAfterMs: undefined },
    });
    for (const call of this.#everyone()) call.reconsider();
    return true;
  }

  #startWait(): void {
    if (this.#wait !== undefined) return;
    const { onWait } = this.#environment;
    const wait = createGateWait(this.#closing, {
      ...this.#environment,
      waiting: () => this.waiting,
      callIds: () => [...new Set(this.#everyone().map((call) => call.callId))],
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
