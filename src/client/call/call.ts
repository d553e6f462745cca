import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Classification } from '../../core/classification.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import { SetupError } from '../../core/setup-error.js';
import { covers, type Target } from '../../limits/target.js';
import { decide, type Decision } from '../../retry/decide.js';
import type { AttemptRun } from './attempt-run.js';
import { factsOfFailure, stopReasonAt, type CallFailure } from './call-failure.js';
import { classifyAttempt } from './classify-attempt.js';
import type { GateEffect } from './close-gates.js';
import { mayQueueAgain } from './crowding.js';
import { invalidOutputOf } from '../operations/output-failure.js';
import { judge } from './judge.js';
import { findLengthRefusal, noteLengthRefusal } from './length-refusal.js';
import { considerGate, findGateToWaitAt, nextMove } from './next-move.js';
import { letOuterTasksGiveWay } from './outer-task.js';
import { planInputOf } from './plan-input.js';
import { WaitingCall } from './waiting-call.js';

/** A stream starts again at most this often after its first text. */
const MOST_STREAM_RESTARTS = 2;

/**
 * THE loop: one call from its start to its end. It is a record that others wake (a gate, a slot, a timer, an answer),
 * not a chain of async frames, so that ten thousand waiting calls are ten thousand small objects.
 */
export class Call<Answer, Result> extends WaitingCall<Answer, Result> {
  #restarts = 0;
  #crowdings = 0;

  start(): void {
    const { signal } = this.options;
    letOuterTasksGiveWay(this.engine);
    this.engine.register(this);
    this.events.callStart();
    if (this.hasEnded()) return;
    if (signal !== undefined) this.engine.signals.add(signal, this);
    this.#step();
  }

  override wake(): void {
    if (this.isSettled()) return;
    this.log.endWait();
    this.place = { type: 'deciding' };
    this.#step();
  }

  override onSlot(): void {
    if (this.place.type !== 'queued') throw new Error('A slot came for a call that does not queue.');
    this.log.endQueue();
    this.sender.hasSlot(this.place.slots);
    this.place = { type: 'deciding' };
    this.#step();
  }

  override reconsider(): void {
    if (this.place.type !== 'parked') return;
    const { gate } = this.place;
    if (!gate.isClosed) return;
    const { decision, failure } = considerGate(gate, { outlook: this.outlook, call: 'waiting' });
    const isStay = decision.type === 'wait' || decision.type === 'retry';
    if (isStay && this.#leavesFor(gate.until, failure) === undefined) return;
    this.leavePark(gate);
    this.#act(decision, { ...failure, cause: this.last?.cause });
  }

  override learn(classification: Classification, target: Target): void {
    if (this.place.type !== 'parked') return;
    const { gate } = this.place;
    const own = this.outlook.targetAt(gate);
    if (!covers(classification.scope, target, own)) return;
    this.leavePark(gate);
    const input = planInputOf(this.outlook, { classification, target: own, refusals: 1, chance: 0 });
    this.#act(decide(input), { classification, target: own, cause: undefined });
  }

  /** Goes on: sends, waits, or does what is left to do. */
  #step(): void {
    if (this.hasEnded() || this.engine.holds(this)) return;
    const { key } = this.sender;
    const now = this.engine.clock.now();
    const situation = { outlook: this.outlook, retries: this.retries(), last: this.last, key, now };
    const move = findLengthRefusal(this.spec, situation) ?? nextMove(situation);
    switch (move.type) {
      case 'send':
        for (const gate of move.probes) gate.takeProbe(this);
        if (this.engine.mustClaim(this)) return;
        this.#send(move.key);
        return;
      case 'park':
        this.park(move.gate, { isSenior: false });
        move.gate.settle({ reconsider: false });
        return;
      case 'pace':
        this.pace(move);
        return;
      case 'act':
        this.#act(move.decision, move.failure);
        return;
      case 'fail':
        this.fail(move.reason, move.failure);
        return;
      default:
        move satisfies never;
    }
  }

  #send(key: Target['key']): void {
    const { destination } = this.outlook;
    const { name, slots } = destination.handle;
    const target: Target = { provider: name, model: destination.model, key };
    this.sender.leaveGates(target);
    if (this.isSettled()) return;
    const isTurn = destination.handle.pace.isTurn(destination.model, this);
    if (!this.sender.takeSlot(slots, isTurn ? 'pass' : 'queue')) {
      this.log.startQueue();
      this.place = { type: 'queued', slots };
      return;
    }
    const refusal = this.askBudget(target);
    if (refusal === 'waits') return;
    if (refusal !== undefined) {
      this.#overBudget(refusal);
      return;
    }
    this.sender.switchKey(target, this.last);
    // A listener may have ended the call.
    if (this.isSettled()) return;
    const run = this.sender.prepare(destination, target);
    if (this.isSettled()) return;
    this.place = run;
    run.start();
  }

  /** A budget closes no gate and changes no key; where a fallback may help, that is asked for next. */
  #overBudget(failure: CallFailure): void {
    const { classification } = failure;
    this.last = failure;
    const fallsBack = this.retries() && this.outlook.isFallbackFirst(classification.kind);
    if (fallsBack && this.outlook.nextDestination() !== undefined) this.#switchModel(classification);
    else this.fail('budget', failure);
  }

  override onAnswer(run: AttemptRun<Answer>, answer: Answer): void {
    this.place = { type: 'deciding' };
    const facts = this.operation.facts(answer);
    this.note(run, { outcome: 'success', answer, facts });
    this.sender.answered(facts.usage);
    this.events.attemptSuccess(run, facts);
    const { destination, attempts } = this;
    const result = this.operation.finish(answer, { destination, keyId: run.target.key.keyId, attempts });
    this.end({}, () => {
      this.events.callSuccess(facts);
      this.resolve(result);
    });
  }

  override onFailure(run: AttemptRun<Answer>, error: unknown): void {
    const { target } = run;
    const { ring, knowledge } = this.outlook.destination.handle;
    const now = this.engine.clock.now();
    const classification = classifyAttempt(error, { knowledge, model: target.model, now, secrets: ring.secrets() });
    const { kind, scope } = classification;
    const cause = error instanceof AttemptFailure ? error.cause : error;
    this.place = { type: 'deciding' };
    this.last = { classification, target, cause, invalidOutput: invalidOutputOf(error) };
    this.note(run, { outcome: 'failure', kind, facts: factsOfFailure(error) });
    this.sender.failed(classification, { failure: error, target });
    this.events.attemptFailure(run, classification);
    if (error instanceof SetupError) {
      this.end({}, () => {
        this.events.callFailure(kind, undefined);
        this.reject(error);
      });
    }
    if (this.isSettled()) return;
    noteLengthRefusal(this.spec, this.last);
    if (!this.retries()) {
      this.fail('stop', this.last);
      return;
    }
    const isDeadKey = scope === 'key' && kind === 'authentication';
    if (isDeadKey && ring.disable(target.key, classification)) this.events.keyDisable(classification);
    if (this.isSettled() || this.#queuesAgain(kind)) return;
    this.#judge(this.last, { run, now });
  }

  /** Too many were under way. */
  #queuesAgain(kind: ErrorKind): boolean {
    const { outlook, operation, sender } = this;
    if (!sender.isCrowded || operation.hasHandedOut()) return false;
    if (!mayQueueAgain({ kind, outlook, times: this.#crowdings })) return false;
    this.#crowdings += 1;
    sender.rest();
    this.#step();
    return true;
  }

  #judge(failure: CallFailure, { run, now }: { readonly run: AttemptRun<Answer>; readonly now: number }): void {
    const { classification } = failure;
    const { target, startedAt: sentAt } = run;
    const { board, random } = this.engine;
    const of = { call: this, board, outlook: this.outlook, failure, target, sentAt, now, chance: random() };
    const { decision, effect } = judge(of);
    this.#act(this.#afterText(decision, classification), failure, effect);
    effect.settle();
  }

  /** After its first text a stream fails, or starts again, as its consumer chose. */
  #afterText(decision: Decision, classification: Classification): Decision {
    if (!this.operation.hasHandedOut() || decision.type === 'stop') return decision;
    const mode = this.options.onStreamFailure ?? this.engine.settings.onStreamFailure;
    if (mode === 'fail' || this.#restarts >= MOST_STREAM_RESTARTS) return { type: 'stop', reason: 'stop' };
    this.#restarts += 1;
    this.events.streamRestart(this.#restarts, classification);
    this.operation.restart();
    return decision;
  }

  #act(decision: Decision, failure: CallFailure, effect?: GateEffect): void {
    if (this.isSettled()) return;
    this.last = failure;
    const to = decision.type === 'wait' ? this.#leavesFor(decision.untilMs, failure) : undefined;
    switch (decision.type) {
      case 'wait':
      case 'retry':
        if (to !== undefined) this.#switchModel(failure.classification, to);
        else if (decision.type === 'wait' && this.#waitsElsewhere(failure, decision.untilMs)) return;
        else if (effect?.gate !== undefined) this.park(effect.gate, effect);
        else if (decision.type === 'wait') this.backOff(decision, failure);
        else this.#step();
        return;
      case 'switch-key':
        this.#step();
        return;
      case 'switch-model':
        this.#switchModel(failure.classification, decision.to);
        return;
      case 'stop':
        // What was handed out stays: another key would begin from the start.
        if (!this.operation.hasHandedOut() && this.#waitsElsewhere(failure, Number.POSITIVE_INFINITY)) return;
        this.fail(stopReasonAt(this.outlook.destination, decision.reason), this.outlook.toResume(failure, decision));
        return;
      default:
        decision satisfies never;
    }
  }

  /** Another model may start before the wait is over, where the call prefers that. */
  #leavesFor(untilMs: number, { classification }: CallFailure): number | undefined {
    return this.operation.hasHandedOut() ? undefined : this.outlook.startsSooner(untilMs, classification);
  }

  /** Another key may come free before this one does. */
  #waitsElsewhere({ classification }: CallFailure, untilMs: number): boolean {
    const { ring } = this.outlook.destination.handle;
    if (!classification.rotateKey || ring.keys.length < 2) return false;
    const gate = findGateToWaitAt(this.outlook, untilMs);
    if (gate === undefined) return false;
    this.park(gate, { isSenior: false });
    gate.settle({ reconsider: false });
    return true;
  }

  #switchModel(classification: Classification, index = this.outlook.nextDestination()): void {
    if (index === undefined) throw new Error('A fallback was decided on that is not there.');
    const from = this.outlook.destination;
    this.sender.rest();
    if (this.isSettled()) return;
    this.sender.key = undefined;
    this.outlook.moveTo(index);
    this.events.modelSwitch(from, classification);
    this.#step();
  }
}
