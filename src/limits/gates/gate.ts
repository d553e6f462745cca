import type { Classification, ResetSource } from '../../core/classification.js';
import type { Wait, WaitEndReason, WaitStage } from '../../core/wait.js';
import type { Closing } from './closing.js';
import { GateRelease } from './gate-release.js';
import { createGateWait } from './gate-wait.js';
import type { Parked } from './parked.js';
import type { SavedGate } from '../memory/quota-state.js';
import { Ramp, type RampPace } from './ramp.js';
import { WakeLoop } from '../timers/wake-loop.js';
import type { WaitTimer } from '../timers/wait-timer.js';

/**
 * One closed scope. The first refusal closes it; everyone else of that scope waits here without sending. When it is
 * time, the call that waited longest probes: success opens the gate and releases the others as a ramp that grows with
 * each success, refusal closes it for the next stage.
 */
export class Gate extends GateRelease {
  #wait: WaitTimer | undefined;
  readonly #waking = new WakeLoop(() => this.#proceedOnce());
  /** Where its calls are: ten thousand of them share it. */
  readonly place: { readonly type: 'parked'; readonly gate: Gate } = { type: 'parked', gate: this };

  /** The wait of those who are parked here, if anyone is. */
  get wait(): Wait | undefined {
    return this.#wait?.view;
  }

  /** Whether a call that is not parked here may send now, and as what. */
  admission(): 'pass' | 'probe' | 'blocked' {
    if (!this.isClosed) return this.waiting > 0 || !this.#hasRoomForNew() ? 'blocked' : 'pass';
    if (this.isProbing || this.waiting > 0) return 'blocked';
    return this.until <= this.environment.clock.now() ? 'probe' : 'blocked';
  }

  /** A call sends: as the probe, or while the gate counts how much its quota still admits. */
  enter(call: Parked): void {
    if (this.prober === call) this.watchProbe();
    else if (this.state.type === 'ramping' && this.state.ramp.countsAll) this.state.ramp.enter(call);
  }

  /** Closes it again, for the next stage or another kind. Follow with {@link settle} when the refused call has parked. */
  close(closing: Closing): void {
    this.#shut(closing);
    this.#wait?.end('released');
    this.environment.onChange('closed', this);
  }

  #shut(closing: Closing): void {
    if (this.probedAt !== undefined) this.presumption.refused(this.environment.clock.elapsed());
    // Whoever the ramp released and has not sent yet, as in the queue for a slot, comes back here.
    this.beat.stop();
    this.reclose(closing, this.ramp?.ratePerMs);
    this.state = { type: 'closed' };
    this.endProbe();
  }

  /** Another program that shares the store closed it, or moved its end. Follow with {@link settle}. */
  adopt(saved: SavedGate, closing: Closing): void {
    const isOnlyMoved = this.standsAs(saved);
    // A probe that is under way finds out all the same; one that was not sent yet has come too late.
    if (this.prober === undefined || this.probedAt === undefined) this.#shut(closing);
    else this.reclose(closing);
    this.restore(saved);
    if (isOnlyMoved) this.#wait?.moveTo(this.closing.until);
    else this.#wait?.end('released');
  }

  /** Another program found out that it is open; how much it used up meanwhile, the reset clock knows. */
  openElsewhere(): void {
    if (!this.isClosed) return;
    const { resetClock, clock } = this.environment;
    const allowance = resetClock.allowance(this.limit, clock.now());
    const ramp = this.#startRamp(allowance === undefined ? this.pace() : { type: 'allowance', allowance });
    // Its probe is counted already.
    ramp.countElsewhere(Math.max(0, resetClock.admittedNow(this.limit) - 1));
    this.#wait?.end('released');
  }

  /** Other programs used up so much more of the quota. */
  countElsewhere(requests: number): void {
    if (this.state.type === 'ramping') this.state.ramp.countElsewhere(requests);
  }

  /** A refusal of a request that was under way when the gate closed: it moves no stage, but a later stated reset holds. */
  postpone(stated: Pick<Classification, 'resetsAt' | 'resetSource' | 'retryAfterMs'>): boolean {
    const { resetsAt: until, resetSource, retryAfterMs } = stated;
    if (until === undefined || resetSource === undefined || until <= this.closing.until) return false;
    const classification = { ...this.closing.classification, resetsAt: until, resetSource, retryAfterMs };
    this.#move({ until, resetSource, classification });
    return true;
  }

  /** A call comes whose own policy waits less long than those that nobody waited for. */
  hasten(plan: { readonly untilMs: number; readonly stage: WaitStage; readonly resetSource: ResetSource }): void {
    const { untilMs, ...how } = plan;
    const earlierByMs = this.until - untilMs;
    // Who finds out goes by what the gate says now; and what differs by rounding moves nothing.
    if (!this.isClosed || this.isProbing || earlierByMs <= 1) return;
    this.#move({ ...how, until: this.closing.until - earlierByMs, waitedFor: true });
  }

  #move(change: Partial<Closing> & Pick<Closing, 'until'>): void {
    this.amend(change);
    this.#wait?.moveTo(change.until);
    this.environment.onChange('closed', this);
  }

  /** Everyone who waits decides again, and the wait runs for those who stay. */
  settle(options: { readonly reconsider: boolean }): void {
    if (options.reconsider) this.reconsider();
    this.proceed();
  }

  /** A call has no more to do with this gate: it ended, or it goes elsewhere. */
  leave(call: Parked, why: 'cancelled' | 'released'): void {
    if (this.queue.delete(call) && this.waiting === 0) {
      this.beat.stop();
      this.#wait?.end(why);
    }
    this.handOver(call);
    this.rampDone(call, 'unknown');
    if (this.isForgettable) this.#finish();
  }

  /** The probe found nothing out: the next one takes it at once. */
  handOver(call: Parked): void {
    if (this.prober !== call) return;
    this.beat.stop();
    this.state = { type: 'closed' };
    this.dropProbe();
    this.proceed();
    this.giveLeaseBack();
  }

  /** The probe was answered: open, and released as a ramp. */
  open(): void {
    const { resetClock, clock } = this.environment;
    resetClock.opened(this.limit, this.probedAt ?? clock.now());
    const allowance = resetClock.allowance(this.limit, clock.now());
    this.#release(allowance === undefined ? this.pace() : { type: 'allowance', allowance });
  }

  /** A person says that the limit is over. */
  reopen(): void {
    this.environment.resetClock.dismissed(this.limit);
    this.#release(this.pace());
  }

  #release(pace: RampPace): void {
    if (this.state.type === 'done') return;
    this.#startRamp(pace);
    this.environment.onChange('opened', this);
    this.#wait?.end('released');
    this.proceed();
  }

  #startRamp(pace: RampPace): Ramp<Parked> {
    // Those who followed the probe are under way already.
    const ramp = this.state.type === 'presumed' ? this.state.ramp : new Ramp<Parked>(pace);
    this.forgive();
    this.beat.stop();
    this.endProbe();
    this.state = { type: 'ramping', ramp };
    return ramp;
  }

  /** A call of the ramp was answered, or not. */
  rampDone(call: Parked, outcome: 'success' | 'unknown'): void {
    if (this.ramp?.done(call, outcome) === true) this.proceed();
  }

  /** Whether one that did not wait may go: an open gate that counts lets through what its quota admits. */
  #hasRoomForNew(): boolean {
    if (this.state.type !== 'ramping') return true;
    const { ramp } = this.state;
    if (ramp.allowance === undefined) return ramp.hasRoomForNew || !ramp.countsAll;
    if (this.environment.clock.now() < ramp.allowance.turnsAt) return ramp.hasRoomForNew && !ramp.isCountedOut;
    // The window has turned, and nobody was refused: there is nothing to count any more.
    this.#finish();
    return true;
  }

  #finish(): void {
    this.state = { type: 'done' };
    this.beat.stop();
    this.environment.onDone(this);
  }

  protected override proceed(): void {
    // A listener may end the wait, or reopen the gate, the moment that it hears of the wait.
    if (!this.#waking.run()) return;
    if (this.isForgettable) this.#finish();
    if (!this.isRampDone) return;
    // Those who wait at another gate are let go by this ramp, too, and not all at once.
    this.environment.onRoom();
    if (this.isRampDone) this.#finish();
  }

  /** Wakes one call. It may go elsewhere at once; then the next one is asked. Answers whether there is more to do. */
  #proceedOnce(): boolean {
    switch (this.state.type) {
      case 'closed': {
        if (this.isProbing || this.waiting === 0) return false;
        if (this.until > this.environment.clock.now()) {
          this.#startWait();
          // A listener, or a very short wait, may have ended it already: then it is time for the probe.
          return this.#wait === undefined;
        }
        this.#wait?.end('released');
        const call = this.queue.take();
        if (call === undefined) return false;
        this.prober = call;
        call.wake();
        return true;
      }
      case 'presumed':
      case 'ramping': {
        const { ramp } = this.state;
        if (this.waiting === 0) return false;
        this.startBeat(ramp, ramp.intervalMs);
        if (!ramp.hasRoom) return false;
        if (ramp.isCountedOut && this.#closeByCount()) return true;
        const call = this.queue.take();
        if (call === undefined) return false;
        ramp.enter(call);
        call.wake();
        return true;
      }
      case 'done': {
        // A listener reopened it while a call was on its way here.
        const call = this.queue.take();
        call?.wake();
        return call !== undefined;
      }
      default:
        return this.state satisfies never;
    }
  }

  /** All that the window admits is used up: closes without anyone being refused, if it is known until when. */
  #closeByCount(): boolean {
    const closing = this.countedOut();
    if (closing === undefined) return false;
    this.close(closing);
    this.reconsider();
    this.sendScout();
    return true;
  }

  #startWait(): void {
    if (this.#wait !== undefined) return;
    const { onWait } = this.environment;
    const wait = createGateWait(this.closing, {
      ...this.environment,
      waiting: () => this.waiting,
      callIds: () => [...new Set(this.queue.list().map((call) => call.callId))],
      onExtend: (until) => {
        this.amend({ until });
        this.environment.onChange('closed', this);
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
        if (reason === 'retry-now') this.noteForced('by-person');
        this.amend({ until: Math.min(this.closing.until, this.environment.clock.now()) });
        this.proceed();
        return;
      case 'cancelled':
        for (const call of this.queue.list()) {
          this.queue.delete(call);
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
