import { AttemptFailure } from '../core/attempt-failure.js';
import type { Classification } from '../core/classification.js';
import { ERROR_KINDS, type ErrorKind } from '../core/error-kinds.js';
import type { LlmError, StopReason } from '../core/error.js';
import type { ApiKey } from '../core/keys.js';
const redactCause = (cause: unknown, _secrets: readonly string[]): unknown => cause; // TEMPORARY
import type { CallOptions, OnStreamFailure } from '../core/request.js';
import { SetupError } from '../core/setup-error.js';
import type { TimeoutOptions } from '../core/timeouts.js';
import type { Gate, Parked } from '../limits/gate.js';
import type { Slots, SlotWaiter } from '../limits/slots.js';
import { covers, type Target } from '../limits/target.js';
import type { WaitTimer } from '../limits/wait-timer.js';
import { applyPlan, decide, type Decision } from '../retry/decide.js';
import { planAtGate, type GateStanding } from '../retry/plan-at-gate.js';
import type { PlanInput } from '../retry/plan-wait.js';
import { AttemptRun } from './attempt-run.js';
import { createBackOff } from './back-off.js';
import { cancellation, createCallError } from './call-error.js';
import { CallEvents } from './call-events.js';
import { CallLog } from './call-log.js';
import { classifyAttempt } from './classify-attempt.js';
import { closeGates, type GateEffect } from './close-gates.js';
import type { Engine, LiveCall } from './engine.js';
import type { Destination, Operation } from './operation.js';
import { Outlook } from './outlook.js';
import { timeoutsOf } from './settings.js';
import type { AbortObserver } from './signal-hub.js';

/** A stream starts again at most this often after its first text. */
const MOST_STREAM_RESTARTS = 2;

/** What one call is made of. */
export interface CallInit<Answer, Result> {
  readonly engine: Engine;
  readonly operation: Operation<Answer, Result>;
  /** Its model first, then its fallbacks. */
  readonly destinations: readonly [Destination, ...Destination[]];
  readonly options: CallOptions & {
    readonly timeouts?: TimeoutOptions;
    readonly onStreamFailure?: OnStreamFailure;
  };
}

/** Where a call is. */
type Place<Answer> =
  | { readonly type: 'deciding' }
  | { readonly type: 'queued'; readonly slots: Slots }
  | { readonly type: 'parked'; readonly gate: Gate }
  | { readonly type: 'backing-off'; readonly timer: WaitTimer }
  | AttemptRun<Answer>
  | { readonly type: 'settled' };

/** The failure that a call would end with. */
interface LastFailure {
  readonly classification: Classification;
  readonly target: Omit<Target, 'key'> & { readonly key: ApiKey | undefined };
  readonly cause: unknown;
}

/**
 * THE loop: one call from its start to its end. It is a record that others wake (a gate, a slot, a timer, an answer),
 * not a chain of async frames, so that ten thousand waiting calls are ten thousand small objects.
 */
export class Call<Answer, Result> implements Parked, SlotWaiter, AbortObserver, LiveCall {
  readonly callId: string;
  readonly promise: Promise<Result>;
  readonly #engine: Engine;
  readonly #operation: Operation<Answer, Result>;
  readonly #options: CallInit<Answer, Result>['options'];
  readonly #outlook: Outlook;
  readonly #log: CallLog;
  readonly #events: CallEvents;
  #resolve!: (result: Result) => void;
  #reject!: (reason: unknown) => void;
  #place: Place<Answer> = { type: 'deciding' };
  /** Held from a request to the next wait. */
  #slots: Slots | undefined;
  #attempts = 0;
  #restarts = 0;
  #key: ApiKey | undefined;
  #last: LastFailure | undefined;

  constructor({ engine, operation, destinations, options }: CallInit<Answer, Result>) {
    this.#engine = engine;
    this.#operation = operation;
    this.#options = options;
    this.callId = engine.createId('call');
    const log = new CallLog(engine.clock);
    this.#log = log;
    this.#outlook = new Outlook({
      call: this,
      board: engine.board,
      log,
      options,
      destinations,
      settings: () => engine.settings,
      now: () => engine.clock.now(),
    });
    this.#events = new CallEvents(engine, {
      callId: this.callId,
      metadata: options.metadata,
      attempts: log.attempts,
      destination: () => this.#outlook.destination,
      key: () => this.#key,
      durationMs: () => engine.clock.elapsed() - log.startedElapsed,
    });
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  start(): void {
    const { signal } = this.#options;
    this.#engine.register(this);
    this.#events.callStart();
    if (this.#isSettled()) return;
    if (this.#engine.isClosed) {
      this.cancel('The client is closed.');
    } else if (signal?.aborted === true) {
      this.onAbort(signal.reason);
    } else {
      if (signal !== undefined) this.#engine.signals.add(signal, this);
      this.#step();
    }
  }

  wake(): void {
    if (this.#isSettled()) return;
    this.#log.endWait();
    this.#place = { type: 'deciding' };
    this.#step();
  }

  onSlot(): void {
    if (this.#place.type !== 'queued') throw new Error('A slot came for a call that does not queue.');
    this.#slots = this.#place.slots;
    this.#place = { type: 'deciding' };
    this.#step();
  }

  onAbort(reason: unknown): void {
    this.#end({ abortReason: reason }, () => {
      this.#events.callFailure('cancelled', undefined);
      this.#reject(reason);
    });
  }

  /** The consumer of a stream left: the call ends, and there is nobody to tell. */
  abandon(): void {
    this.#end({ abortReason: undefined }, () => {
      this.#events.callFailure('cancelled', undefined);
    });
  }

  cancel(reason: unknown): void {
    const { handle, model } = this.#outlook.destination;
    const target = this.#last?.target ?? { provider: handle.name, model, key: this.#key };
    const message = typeof reason === 'string' && reason !== '' ? reason : 'The wait was cancelled.';
    this.#fail('stop', { classification: cancellation(message), target, cause: reason });
  }

  reconsider(gate: Gate): void {
    const place = this.#place;
    if (place.type !== 'parked' || place.gate !== gate || !gate.isClosed) return;
    const { decision, failure } = this.#considerGate(gate, 'waiting');
    if (decision.type === 'wait' || decision.type === 'retry') return;
    this.#leavePark();
    this.#act(decision, failure);
  }

  learn(classification: Classification, target: Target): void {
    const place = this.#place;
    if (place.type !== 'parked') return;
    const own = this.#outlook.targetAt(place.gate);
    if (!covers(classification.scope, target, own)) return;
    this.#leavePark();
    const input = this.#outlook.planInput({ classification, target: own, refusals: 1, chance: 0 });
    this.#act(decide(input), { classification, target: own, cause: undefined });
  }

  #isSettled(): boolean {
    return this.#place.type === 'settled';
  }

  #retries(): boolean {
    return this.#options.retry ?? this.#engine.settings.retry;
  }

  // --- choosing where to send ---

  #step(): void {
    if (this.#isSettled() || this.#engine.holds(this)) return;
    if (!this.#retries()) {
      // Exactly one request, whatever the gates say.
      const key = this.#outlook.destination.handle.ring.usable()[0];
      if (key === undefined) this.#failWithoutKey();
      else this.#send(key);
      return;
    }
    const route = this.#outlook.route();
    switch (route.type) {
      case 'none':
        this.#failWithoutKey();
        return;
      case 'blocked':
        this.#key ??= route.key;
        this.#arrive(route.gate);
        return;
      case 'hinted': {
        const { classification, target } = route.hint;
        const index = this.#outlook.nextDestination();
        if (index === undefined || !this.#outlook.isFallbackFirst(classification.kind)) this.#send(route.key);
        else this.#act({ type: 'switch-model' }, { classification, target, cause: undefined });
        return;
      }
      case 'probe':
        for (const gate of route.gates) gate.takeProbe(this);
        this.#send(route.key);
        return;
      case 'open':
        this.#send(route.key);
        return;
      default:
        route satisfies never;
    }
  }

  /** All keys are behind closed gates: waits at the first that its policy waits for, else takes the next remedy. */
  #arrive(first: Gate): void {
    if (this.#waitAtAny()) return;
    const { decision, failure } = this.#considerGate(first, 'arriving');
    this.#act(decision, failure);
  }

  #waitAtAny(before = Number.POSITIVE_INFINITY): boolean {
    for (const gate of this.#outlook.blockingGates()) {
      if (gate.closing.until >= before) return false;
      if (gate.isClosed) {
        const { decision, plan } = this.#considerGate(gate, 'arriving');
        if (decision.type !== 'wait' && decision.type !== 'retry') continue;
        if (plan.type === 'wait') gate.hasten(plan);
      }
      this.#park(gate, { isSenior: false });
      gate.settle({ reconsider: false });
      return true;
    }
    return false;
  }

  #considerGate(gate: Gate, call: GateStanding['call']) {
    const { classification, closing } = gate;
    const target = this.#outlook.targetAt(gate);
    const refusals = gate.refusals(classification.kind);
    const input = this.#outlook.planInput({ classification, target, refusals, chance: 0 });
    const plan = planAtGate(input, { ...closing, isProbing: gate.isProbing, call });
    const failure: LastFailure = { classification, target, cause: this.#last?.cause };
    return { plan, decision: applyPlan(plan, input), failure };
  }

  #failWithoutKey(): void {
    const { handle, model } = this.#outlook.destination;
    const lost = handle.ring.lastDisabling();
    const classification = this.#last?.classification ?? lost?.classification;
    if (classification === undefined) throw new Error(`${handle.name} has no key, and none was taken from it.`);
    const failure: LastFailure = {
      classification,
      target: { provider: handle.name, model, key: lost?.key ?? this.#key },
      cause: this.#last?.cause,
    };
    const canFallBack = this.#retries() && this.#outlook.isFallbackFirst(classification.kind);
    if (canFallBack && this.#outlook.nextDestination() !== undefined) this.#act({ type: 'switch-model' }, failure);
    else this.#fail('no-key', failure);
  }

  // --- sending ---

  #send(key: ApiKey): void {
    const { handle, model } = this.#outlook.destination;
    const target: Target = { provider: handle.name, model, key };
    for (const gate of this.#engine.board.gates()) {
      if (gate.admits(this) && !gate.covers(target)) gate.leave(this, 'released');
    }
    if (this.#slots !== handle.slots) {
      this.#releaseSlot();
      if (!handle.slots.take(this)) {
        this.#place = { type: 'queued', slots: handle.slots };
        return;
      }
      this.#slots = handle.slots;
    }
    this.#attempt(target);
  }

  #attempt(target: Target): void {
    const { clock, unref, board, settings } = this.#engine;
    const { destination } = this.#outlook;
    const from = this.#key;
    this.#key = target.key;
    if (from !== undefined && from !== target.key && this.#last !== undefined) {
      this.#events.keySwitch(from, this.#last.classification);
    }
    this.#attempts += 1;
    const run = new AttemptRun<Answer>({
      operation: this.#operation,
      destination,
      target,
      number: this.#attempts,
      waitedMs: this.#log.waitedMs,
      timeouts: timeoutsOf({ call: this.#options.timeouts, provider: destination.handle.timeouts, settings }),
      clock,
      unref,
      onFirstSign: () => {
        this.#confirm(target);
      },
      onAnswer: (ended, answer) => {
        this.#onAnswer(ended, answer);
      },
      onFailure: (ended, error) => {
        this.#onFailure(ended, error);
      },
      onDefect: (error) => {
        this.#reject(error);
        this.#end({}, () => undefined);
      },
    });
    const isProbe = board.gates().some((gate) => gate.isProber(this));
    this.#events.attemptStart(run, isProbe);
    // A listener may have aborted the call.
    if (this.#isSettled()) return;
    this.#place = run;
    run.start();
  }

  /** The first byte of a good answer: what this request was to find out is found out. */
  #confirm(target: Target): void {
    const { board } = this.#engine;
    board.forget(target);
    for (const gate of board.gates()) {
      if (!gate.isProber(this)) {
        gate.rampDone(this, 'success');
        continue;
      }
      gate.open();
      // A key that is open again serves those who wait for another one, too.
      for (const { gate: other, call } of board.parked()) {
        if (other !== gate && other.closing.target.provider === target.provider) call.reconsider(other);
      }
    }
  }

  // --- what came of it ---

  #onAnswer(run: AttemptRun<Answer>, answer: Answer): void {
    this.#place = { type: 'deciding' };
    this.#log.addAttempt(run.record({ outcome: 'success' }));
    const facts = this.#operation.facts(answer);
    this.#events.attemptSuccess(run, facts);
    const { destination } = this.#outlook;
    const { attempts } = this.#log;
    const result = this.#operation.finish(answer, { destination, keyId: run.target.key.keyId, attempts });
    this.#end({}, () => {
      this.#events.callSuccess(facts);
      this.#resolve(result);
    });
  }

  #onFailure(run: AttemptRun<Answer>, error: unknown): void {
    const { target } = run;
    const { ring, knowledge } = this.#outlook.destination.handle;
    const now = this.#engine.clock.now();
    const classification = classifyAttempt(error, { knowledge, model: target.model, now, secrets: ring.secrets() });
    const { kind, scope } = classification;
    const failure: LastFailure = {
      classification,
      target,
      cause: error instanceof AttemptFailure ? error.cause : error,
    };
    this.#place = { type: 'deciding' };
    this.#last = failure;
    this.#log.addAttempt(run.record({ outcome: 'failure', kind }));
    this.#events.attemptFailure(run, classification);
    if (error instanceof SetupError) {
      this.#end({}, () => {
        this.#events.callFailure(kind, undefined);
        this.#reject(error);
      });
    }
    if (this.#isSettled()) return;
    if (!this.#retries()) {
      this.#fail('stop', failure);
      return;
    }
    const isDeadKey = scope === 'key' && (kind === 'authentication' || kind === 'permission');
    if (isDeadKey && ring.disable(target.key, classification)) this.#events.keyDisable(classification);
    if (!this.#isSettled()) this.#judge(classification, failure, target);
  }

  #judge(classification: Classification, failure: LastFailure, target: Target): void {
    const { kind } = classification;
    const spec = ERROR_KINDS[kind];
    if (spec.budget === 'attempts' && spec.waitHelps) this.#outlook.failures += 1;
    const chance = this.#engine.random();
    const before = this.#outlook.planInput({ classification, target, refusals: 1, chance });
    const effect = closeGates({ ...before, board: this.#engine.board, call: this, target });
    this.#outlook.noteRefusal(classification, target);
    const refusals = effect.gate === undefined ? this.#outlook.failures : effect.refusals;
    const input = this.#outlook.planInput({ classification, target, refusals, chance });
    const decision = this.#afterText(this.#decideAt(effect, input), classification);
    this.#act(decision, failure, effect);
    effect.settle();
  }

  /** Who closed the gate goes by its own policy; who only came too late goes by how the gate stands. */
  #decideAt({ gate, isSenior }: GateEffect, input: PlanInput): Decision {
    if (gate === undefined || isSenior) return decide(input);
    return applyPlan(planAtGate(input, { ...gate.closing, isProbing: gate.isProbing, call: 'waiting' }), input);
  }

  /** After its first text a stream fails, or starts again, as its consumer chose. */
  #afterText(decision: Decision, classification: Classification): Decision {
    if (!this.#operation.hasHandedOut() || decision.type === 'stop') return decision;
    const mode = this.#options.onStreamFailure ?? this.#engine.settings.onStreamFailure;
    if (mode === 'fail' || this.#restarts >= MOST_STREAM_RESTARTS) return { type: 'stop', reason: 'stop' };
    this.#restarts += 1;
    this.#events.streamRestart(this.#restarts, classification);
    this.#operation.restart();
    return decision;
  }

  #act(decision: Decision, failure: LastFailure, effect?: GateEffect): void {
    if (this.#isSettled()) return;
    this.#last = failure;
    switch (decision.type) {
      case 'wait':
      case 'retry': {
        const gate = effect?.gate;
        if (decision.type === 'wait' && this.#waitsElsewhere(failure, decision.untilMs)) return;
        if (gate !== undefined) this.#park(gate, { isSenior: effect?.isSenior === true });
        else if (decision.type === 'wait') this.#backOff(decision, failure);
        else this.#step();
        return;
      }
      case 'switch-key':
        this.#step();
        return;
      case 'switch-model':
        this.#switchModel(failure.classification);
        return;
      case 'stop':
        if (!this.#waitsElsewhere(failure, Number.POSITIVE_INFINITY))
          this.#fail(this.#stopReason(decision.reason), failure);
        return;
      default:
        decision satisfies never;
    }
  }

  /** Another key may come free before this one does. */
  #waitsElsewhere({ classification }: LastFailure, untilMs: number): boolean {
    const { handle } = this.#outlook.destination;
    const mayRotate = classification.rotateKey && handle.ring.usable().length > 0 && handle.ring.keys.length > 1;
    return mayRotate && this.#place.type === 'deciding' && this.#waitAtAny(untilMs);
  }

  /** A call whose last key just went out of the ring ends for want of a key. */
  #stopReason(reason: StopReason): StopReason {
    const { ring } = this.#outlook.destination.handle;
    return reason === 'stop' && ring.keys.length > 1 && ring.usable().length === 0 ? 'no-key' : reason;
  }

  // --- waiting ---

  #park(gate: Gate, { isSenior }: { readonly isSenior: boolean }): void {
    this.#rest();
    this.#log.startWait(gate.classification.kind);
    this.#place = { type: 'parked', gate };
    gate.park(this, { senior: isSenior });
  }

  #leavePark(): void {
    const place = this.#place;
    if (place.type !== 'parked') return;
    this.#log.endWait();
    this.#place = { type: 'deciding' };
    place.gate.leave(this, 'released');
  }

  #backOff(decision: Extract<Decision, { type: 'wait' }>, { classification, target }: LastFailure): void {
    this.#rest();
    this.#log.startWait(undefined);
    const { kind } = classification;
    const timer = createBackOff({
      engine: this.#engine,
      callId: this.callId,
      kind,
      target,
      decision,
      policy: this.#outlook.policyOf(kind),
      onEnd: (reason, cancelReason) => {
        if (this.#place.type !== 'backing-off') return;
        if (reason === 'cancelled') this.cancel(cancelReason);
        else this.wake();
      },
    });
    this.#place = { type: 'backing-off', timer };
    timer.announce();
  }

  #switchModel(classification: Classification): void {
    const index = this.#outlook.nextDestination();
    if (index === undefined) throw new Error('A fallback was decided on that is not there.');
    const from = this.#outlook.destination;
    this.#rest();
    this.#outlook.moveTo(index);
    this.#key = undefined;
    this.#events.modelSwitch(from, classification);
    this.#step();
  }

  /** Gives back all that others could use meanwhile. */
  #rest(): void {
    for (const gate of this.#engine.board.gates()) if (gate.admits(this)) gate.leave(this, 'released');
    this.#releaseSlot();
  }

  #releaseSlot(): void {
    const slots = this.#slots;
    this.#slots = undefined;
    slots?.release();
  }

  // --- the end ---

  #fail(reason: StopReason, { classification, target, cause }: LastFailure): void {
    const { ring } = this.#outlook.destination.handle;
    this.#end({ abortReason: cause }, () => {
      const error: LlmError = createCallError({
        reason,
        classification,
        provider: target.provider,
        model: target.model,
        keyId: target.key?.keyId,
        attempts: this.#log.attempts,
        cause: redactCause(cause, ring.secrets()),
        now: this.#engine.clock.now(),
      });
      const kind: ErrorKind = classification.kind;
      this.#events.callFailure(kind, error);
      this.#reject(error);
    });
  }

  /** Ends the call once: leaves whatever it is at, then tells, then frees what it held. */
  #end({ abortReason }: { readonly abortReason?: unknown }, tell: () => void): void {
    const place = this.#place;
    if (place.type === 'settled') return;
    this.#log.endWait();
    this.#place = { type: 'settled' };
    if (place instanceof AttemptRun) this.#log.addAttempt(place.record({ outcome: 'aborted' }));
    if (place.type === 'queued') place.slots.leave(this);
    if (this.#options.signal !== undefined) this.#engine.signals.delete(this.#options.signal, this);
    this.#engine.unregister(this);
    tell();
    if (place instanceof AttemptRun) place.abort(abortReason);
    if (place.type === 'parked') place.gate.leave(this, 'cancelled');
    if (place.type === 'backing-off') place.timer.end('cancelled');
    this.#rest();
  }
}
