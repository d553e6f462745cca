import type { Clock } from '../../core/clock.js';
import { WOKEN } from '../../core/woken.js';
import { FairQueue, type QueueMember } from '../concurrency/fair-queue.js';
import { PaceClock } from './pace-clock.js';
import { PaceWait, type PaceWaitInit } from './pace-wait.js';
import { WakeLoop } from '../timers/wake-loop.js';

/** A call that waits for its time: a record, not a stack of async frames. */
export interface PacedCall extends QueueMember {
  readonly callId: string;
  /** When it could start, in epoch ms: now or earlier to be woken, `Infinity` where something else will tell. */
  startsAt(): number;
  /** Goes on: sends, or decides anew. */
  wake(): void;
  /** A person cancelled the wait. */
  cancel(reason: unknown): void;
}

/** How a call waits. */
export interface PaceStay {
  /** When it must decide anew at the latest, in epoch ms: its `maxWait` is over then. */
  readonly deadline: number;
  /** What it waits for; without it nobody is told: it is over in no time. */
  readonly obstacle: PaceWaitInit['obstacle'] | undefined;
  /** Comes back from being woken too early, and goes first again. */
  readonly comesBack: boolean;
}

/** What a queue needs of its surroundings. */
export interface PaceQueueEnvironment extends Pick<PaceWaitInit, 'createWaitId' | 'onWait'> {
  readonly clock: Clock;
  readonly unref: boolean;
  readonly provider: string;
  readonly model: string;
}

/** A laptop that slept wakes to a timer that did not run on, so the next start is looked at anew at least this often. */
const LONGEST_SLEEP_MS = 15_000;

/** So long rests a call that was woken in vain. */
const REST_MS = 10;

/** A start that is no later than this is worth no event. */
export const SHORT_WAIT_MS = 1_000;

/**
 * The calls of one model that wait until their requests will be admitted, whichever key that is with. One timer for all;
 * each is woken when it can send, and no earlier.
 */
export class PaceQueue {
  readonly #environment: PaceQueueEnvironment;
  readonly #calls = new FairQueue<PacedCall>();
  /** Goes on where the wall clock steps back. */
  readonly #time: PaceClock;
  /** These three are of that time. */
  readonly #deadlines = new Map<PacedCall, number>();
  #earliestDeadline = Number.POSITIVE_INFINITY;
  readonly #waking = new WakeLoop(() => this.#proceedOnce());
  #turn: PacedCall | undefined;
  /** Was woken too early, and goes before all others. */
  #returned: PacedCall | undefined;
  #restUntil = Number.NEGATIVE_INFINITY;
  #sleep: { readonly controller: AbortController; readonly until: number } | undefined;
  #wait: PaceWait | undefined;
  /** A person asked for it: not before this time. */
  #heldUntil = Number.NEGATIVE_INFINITY;
  /** A person asked for it: whoever is next goes at once. */
  #isForced = false;

  constructor(environment: PaceQueueEnvironment) {
    this.#environment = environment;
    this.#time = new PaceClock(environment.clock);
  }

  get waiting(): number {
    return this.#calls.size + (this.#returned === undefined ? 0 : 1);
  }

  /** The wait of all who are here, where it is long enough to be told of. */
  get wait(): PaceWait['view'] | undefined {
    return this.#wait?.view;
  }

  /** Whether a call must not send past those who wait here. */
  isBehind(call: PacedCall): boolean {
    return this.waiting > 0 && this.#turn !== call;
  }

  /** Whether this call was woken just now. */
  isTurn(call: PacedCall): boolean {
    return this.#turn === call;
  }

  /** Whether a person wants this call sent in spite of the limits. */
  isForced(call: PacedCall): boolean {
    return this.#isForced && this.#turn === call;
  }

  /** Lets a call wait. Follow with {@link proceed}. */
  park(call: PacedCall, { deadline, obstacle, comesBack }: PaceStay): void {
    if (comesBack && this.#returned === undefined) this.#returned = call;
    else this.#calls.add(call);
    // Whatever woke it in vain does not do so again and again.
    if (comesBack) this.#restUntil = this.#time.now() + REST_MS;
    const at = this.#time.fromDate(deadline);
    this.#deadlines.set(call, at);
    this.#earliestDeadline = Math.min(this.#earliestDeadline, at);
    if (obstacle === undefined) return;
    if (this.#wait === undefined) this.#startWait(call, obstacle);
    else this.#wait.stateObstacle(obstacle);
  }

  /** A call has no more to do here. */
  leave(call: PacedCall, why: 'cancelled' | 'released'): void {
    if (!this.#takeOut(call)) return;
    this.#deadlines.delete(call);
    if (this.waiting === 0) this.#end(why);
    else this.proceed();
  }

  /** Looks again who can start: more room than before, a slot, a gate that opened. */
  proceed(): void {
    if (this.waiting > 0) this.#waking.run();
  }

  #takeOut(call: PacedCall): boolean {
    if (this.#returned !== call) return this.#calls.delete(call);
    this.#returned = undefined;
    return true;
  }

  *#members(): Generator<PacedCall> {
    if (this.#returned !== undefined) yield this.#returned;
    yield* this.#calls.members();
  }

  #proceedOnce(): boolean {
    const time = this.#time.now();
    const now = this.#time.date;
    if (time >= this.#earliestDeadline && this.#wakeOverdue(time)) return true;
    const next = this.#returned ?? this.#calls.peek();
    if (next === undefined) return false;
    // Each look at a clock costs, and there are two behind that time.
    const toDate = now - time;
    const startsAt = this.#isForced ? now : Math.max(this.#heldUntil + toDate, this.#startOf(next, toDate));
    if (startsAt > now) {
      this.#wait?.moveTo(startsAt);
      const wakeTime = Math.min(this.#earliestDeadline, this.#wait?.nextTick ?? Number.POSITIVE_INFINITY);
      this.#sleepUntil(Math.min(startsAt, wakeTime + toDate, now + LONGEST_SLEEP_MS));
      return false;
    }
    if (this.#returned === next) this.#returned = undefined;
    else this.#calls.take();
    this.#wakeCall(next);
    return true;
  }

  #startOf(next: PacedCall, toDate: number): number {
    const startsAt = next.startsAt();
    return next === this.#returned ? Math.max(startsAt, this.#restUntil + toDate) : startsAt;
  }

  #wakeCall(call: PacedCall): void {
    this.#deadlines.delete(call);
    const before = this.#turn;
    this.#turn = call;
    try {
      if (this.waiting === 0) this.#end('released');
      call.wake();
    } finally {
      this.#turn = before;
      this.#isForced = false;
    }
  }

  /** Wakes those whose time to wait is over. */
  #wakeOverdue(time: number): boolean {
    const overdue = [...this.#deadlines].filter(([, deadline]) => deadline <= time).map(([call]) => call);
    for (const call of overdue) if (this.#takeOut(call)) this.#wakeCall(call);
    // As arguments of one call, a hundred thousand of them overflow the stack.
    this.#earliestDeadline = Number.POSITIVE_INFINITY;
    for (const deadline of this.#deadlines.values())
      this.#earliestDeadline = Math.min(this.#earliestDeadline, deadline);
    return overdue.length > 0;
  }

  #sleepUntil(until: number): void {
    if (this.#sleep !== undefined && this.#sleep.until <= until) return;
    this.#sleep?.controller.abort(WOKEN);
    const sleep = { controller: new AbortController(), until };
    this.#sleep = sleep;
    const { clock, unref } = this.#environment;
    const ms = Math.max(1, Math.ceil(until - clock.now()));
    clock.sleep(ms, { signal: sleep.controller.signal, unref }).then(
      () => {
        if (this.#sleep !== sleep) return;
        this.#sleep = undefined;
        this.proceed();
        this.#wait?.tickIfDue(this.#time.now());
      },
      () => undefined,
    );
  }

  #startWait(call: PacedCall, obstacle: PaceWaitInit['obstacle']): void {
    const { clock, provider, model, createWaitId, onWait } = this.#environment;
    const wait = new PaceWait({
      clock,
      provider,
      model,
      createWaitId,
      onWait,
      obstacle,
      startedTime: this.#time.now(),
      callId: call.callId,
      waiting: () => this.waiting,
      callIds: () => [...this.#members()].map(({ callId }) => callId),
      onRetryNow: () => {
        this.#isForced = true;
        this.#heldUntil = Number.NEGATIVE_INFINITY;
        this.proceed();
      },
      onExtend: (until) => {
        this.#heldUntil = this.#time.fromDate(until);
      },
      onCancel: (reason) => {
        for (const waiting of [...this.#members()]) waiting.cancel(reason);
      },
    });
    this.#wait = wait;
    wait.announce();
  }

  #end(why: 'cancelled' | 'released'): void {
    this.#sleep?.controller.abort(WOKEN);
    this.#sleep = undefined;
    this.#earliestDeadline = Number.POSITIVE_INFINITY;
    this.#heldUntil = Number.NEGATIVE_INFINITY;
    const wait = this.#wait;
    this.#wait = undefined;
    wait?.end(why);
  }
}
