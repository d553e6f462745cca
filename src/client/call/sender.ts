import type { Classification } from '../../core/classification.js';
import type { ApiKey } from '../../core/keys.js';
import type { Usage } from '../../core/reply.js';
import type { Parked } from '../../limits/gates/parked.js';
import type { Slots, SlotWaiter } from '../../limits/concurrency/slots.js';
import type { Target } from '../../limits/target.js';
import { AttemptRun, type AttemptListener, type AttemptObserver } from './attempt-run.js';
import type { CallEvents } from './call-events.js';
import type { CallView } from './call-view.js';
import type { CallFailure } from './call-failure.js';
import type { CallLog } from './call-log.js';
import type { CallSpec } from './call-spec.js';
import type { Destination } from '../operations/operation.js';
import type { ProviderHandle } from '../provider/provider-handle.js';
import { SentRequest, type Lack } from './sent-request.js';
import { timeoutsOf } from '../options/settings.js';

/** Who sends. */
export interface SenderInit<Answer> {
  readonly spec: Pick<CallSpec<Answer, unknown>, 'engine' | 'operation' | 'options' | 'part'>;
  /** Is told how each request went. */
  readonly call: Parked & SlotWaiter & AttemptListener<Answer> & CallView;
  readonly log: CallLog;
  readonly events: CallEvents;
}

/** Sends the requests of one call: with a slot, a key, and what it finds out for those who wait at gates. */
export class Sender<Answer> implements AttemptObserver {
  readonly #spec: SenderInit<Answer>['spec'];
  readonly #call: SenderInit<Answer>['call'];
  readonly #log: CallLog;
  readonly #events: CallEvents;
  /** Held from a request to the next wait. */
  #slots: Slots | undefined;
  #attempts = 0;
  /** The request that was sent last, and by whom. */
  #sent: SentRequest | undefined;
  #handle: ProviderHandle | undefined;
  /** The key that was used last at this destination. */
  key: ApiKey | undefined;

  constructor({ spec, call, log, events }: SenderInit<Answer>) {
    this.#spec = spec;
    this.#call = call;
    this.#log = log;
    this.#events = events;
  }

  /** Takes a slot, if it has none. `false`: it queues for one. */
  takeSlot(slots: Slots, order: 'queue' | 'pass'): boolean {
    if (this.#slots === slots) return true;
    this.#releaseSlot();
    if (!slots.take(this.#call, order)) return false;
    this.#slots = slots;
    return true;
  }

  /** A slot that was queued for. */
  hasSlot(slots: Slots): void {
    this.#slots = slots;
  }

  /** Uses the key of a target from now on, and tells of it where a failure, its own or another call's, made it change. */
  switchKey(target: Target, last: CallFailure | undefined): void {
    const from = this.key;
    this.key = target.key;
    if (from === undefined || from === target.key || last === undefined) return;
    // Another call may have met the limit that this key is under now.
    const closed = this.#spec.engine.board.gatesOf({ ...target, key: from }).find((gate) => gate.isClosed);
    this.#events.keySwitch(from, closed?.classification ?? last.classification);
  }

  /** Prepares a request and tells of it; start it if nobody ended the call meanwhile. */
  prepare(destination: Destination, target: Target): AttemptRun<Answer> {
    const log = this.#log;
    const call = this.#call;
    const { engine, operation, options, part } = this.#spec;
    const { handle } = destination;
    let probe = false;
    for (const gate of engine.board.gatesOf(target)) {
      gate.enter(call);
      probe ||= gate.isProber(call);
      if (gate.isFollower(call)) this.#restoreSlots(target.provider);
    }
    const { retryBudget } = engine.settings;
    if (this.#attempts === 0 && retryBudget !== false) engine.retryBudget(handle.name).earn(retryBudget);
    this.#attempts = part?.nextAttempt() ?? this.#attempts + 1;
    this.#handle = handle;
    this.#sent = new SentRequest({
      handle,
      target,
      size: operation.size,
      clock: engine.clock,
      among: engine.board.loads.sent(target),
    });
    const run = new AttemptRun<Answer>({
      operation,
      destination,
      target,
      attempt: this.#attempts,
      waitedMs: log.waitedMs,
      queuedMs: log.queuedMs,
      probe,
      timeouts: timeoutsOf({ call: options.timeouts, provider: handle, settings: engine.settings }),
      engine,
      listener: call,
      observer: this,
    });
    this.#events.attemptStart(run, probe);
    return run;
  }

  observe(headers: unknown): void {
    this.#sent?.observe(headers);
  }

  /** The request was answered: what it used up is known now. */
  answered(usage: Usage): void {
    this.#sent?.answered(usage);
  }

  /** The request failed. */
  failed(
    classification: Classification,
    { failure, target }: { readonly failure: unknown; readonly target: Target },
  ): void {
    const isRefused = classification.kind === 'overloaded';
    this.#met(isRefused ? 'refusal' : 'end');
    this.#sent?.failed(classification, { failure, lack: this.#lackOf(classification, target) });
  }

  /** The request was refused for others that are under way: it is their ends that are to be waited for, and no time. */
  get isCrowded(): boolean {
    return this.#sent?.isCrowded === true;
  }

  /** The call ended while a request was under way. */
  abandoned(): void {
    this.#sent?.abandoned();
  }

  /** Leaves the gates whose probe or ramp this call has and that a request to `target` would tell nothing of. */
  leaveGates(target?: Target): void {
    const call = this.#call;
    for (const gate of this.#spec.engine.board.gates()) {
      if (gate.admits(call) && (target === undefined || !gate.covers(target))) gate.leave(call, 'released');
    }
  }

  #met(what: 'answer' | 'refusal' | 'end'): void {
    const sent = this.#sent;
    if (sent !== undefined) this.#spec.engine.board.loads.met(sent.target, sent.among, what);
  }

  giveWay(): void {
    // Its own calls may need what it holds of a budget.
    this.#spec.engine.usage?.withdraw(this.#call);
    this.rest();
  }

  /** Gives back all that others could use meanwhile. */
  rest(): void {
    this.#met('end');
    this.leaveGates();
    this.#releaseSlot();
  }

  /** The first byte of a good answer: what this request was to find out is found out. */
  confirm({ target, startedAt }: { readonly target: Target; readonly startedAt: number }): void {
    const call = this.#call;
    const { engine } = this.#spec;
    const { board } = engine;
    board.hints.disprove(target);
    for (const gate of board.gates()) {
      if (gate.isProber(call) || gate.isFollower(call)) {
        if (gate.family === 'load') this.#restoreSlots(target.provider);
        gate.open();
        for (const { pace } of engine.handlesOf(target.provider)) pace.proceed();
        // A key that is open again serves those who wait for another one, too.
        for (const { gate: other, call: waiting } of board.parked()) {
          if (other !== gate && other.closing.target.provider === target.provider) waiting.reconsider();
        }
      }
    }
    // Opened, so that it counts for this window; not yet told that it is over, since that may be the last of the window.
    board.noteAnswer(target, startedAt);
    this.#met('answer');
    for (const gate of board.gates()) gate.rampDone(call, 'success');
    this.#handle?.pace.proceed();
  }

  /** A server that went down for a reason of its own comes back as it was; one that relapses has too much to do. */
  #lackOf(classification: Classification, target: Target): Lack | undefined {
    const { kind, resetsAt } = classification;
    const { board } = this.#spec.engine;
    const gates = board.gatesOf(target);
    if (gates.some((gate) => gate.isProber(this.#call))) return undefined;
    if (kind === 'concurrency-limit') {
      // A stated time is waited for, and another account has a bound of its own.
      const accounts = new Set(this.#handle?.ring.usable().map(({ account }) => account));
      const isTold = resetsAt === undefined && accounts.size === 1 && !gates.some((gate) => gate.isClosed);
      return isTold ? 'slots' : 'load';
    }
    if (kind !== 'overloaded') return undefined;
    if (board.isSingle(classification, target)) return 'nothing';
    return board.isRelapse(target) ? 'load' : 'outage';
  }

  /** Of a server that was down for a while, and is back. */
  #restoreSlots(provider: string): void {
    for (const { slots } of this.#spec.engine.handlesOf(provider)) slots.restore();
  }

  #releaseSlot(): void {
    const slots = this.#slots;
    this.#slots = undefined;
    slots?.release();
  }
}
