import { ERROR_KINDS } from '../../core/error-kinds.js';
import type { Gate } from '../../limits/gates/gate.js';
import type { Decision } from '../../retry/decide.js';
import type { Target } from '../../limits/target.js';
import { createBackOff } from './back-off.js';
import { budgetClassification } from './budget-classification.js';
import type { CallFailure } from './call-failure.js';
import { CallLife } from './call-life.js';
import type { PaceMove } from './pace-move.js';

/** A clock may stand before 1970. */
const AT_ONCE = Number.NEGATIVE_INFINITY;

/** The waits of a call: at a gate, for its time, for itself alone. It gives back first what others could use meanwhile. */
export abstract class WaitingCall<Answer, Result> extends CallLife<Answer, Result> {
  override startsAt(): number {
    if (this.place.type !== 'pacing') return AT_ONCE;
    // A slot that comes free looks again.
    if (this.outlook.destination.handle.slots.isFull) return Number.POSITIVE_INFINITY;
    const { at, isOpenQuestion, isAtDoor } = this.outlook.startsAt();
    // Its key is no longer new: what is known of it now decides.
    if (this.place.waitsFor === 'door' && !isAtDoor) return AT_ONCE;
    // `Infinity`: it is larger than a limit by now.
    const isFurtherOff = at - this.engine.clock.now() > this.place.horizonMs;
    // What it waits for has changed: it decides anew, unless others are about to find out.
    return isFurtherOff && !isOpenQuestion ? AT_ONCE : at;
  }

  /** Waits at a gate. */
  protected park(gate: Gate, { isSenior }: { readonly isSenior: boolean }): void {
    this.sender.rest();
    // Who got what this one gave back may have told a listener, who may have ended it.
    if (this.isSettled()) return;
    this.log.startWait(gate.classification.kind);
    this.place = gate.place;
    gate.park(this, { senior: isSenior });
  }

  /** Waits until there is room for its request. */
  protected pace({ stay, waitsFor, kind, horizonMs }: Extract<PaceMove, { type: 'pace' }>): void {
    const { handle, model } = this.outlook.destination;
    const queue = handle.pace.queue(model);
    const comesBack = queue.isTurn(this);
    this.sender.rest();
    if (this.isSettled()) return;
    this.log.startWait(kind);
    this.place = { type: 'pacing', queue, waitsFor, horizonMs };
    queue.park(this, { ...stay, comesBack });
    queue.proceed();
  }

  /** Waits there no more. */
  protected leavePark(gate: Gate): void {
    this.log.endWait();
    this.place = { type: 'deciding' };
    gate.leave(this, 'released');
  }

  /** Waits for itself alone. */
  protected backOff(decision: Extract<Decision, { type: 'wait' }>, { classification, target }: CallFailure): void {
    this.sender.rest();
    if (this.isSettled()) return;
    const { kind } = classification;
    this.log.startWait(ERROR_KINDS[kind].budget === 'time' ? kind : undefined);
    const timer = createBackOff({
      engine: this.engine,
      callId: this.callId,
      kind,
      target,
      decision,
      policy: this.outlook.policyOf(kind),
      onEnd: (reason, cancelReason) => {
        if (this.place.type !== 'backing-off') return;
        if (reason === 'cancelled') this.cancel(cancelReason);
        else this.wake();
      },
    });
    this.place = { type: 'backing-off', timer };
    timer.announce();
  }

  /** Asks the ledger whether a request may be sent. `'waits'`: it is woken when it may ask again. */
  protected askBudget(target: Target): CallFailure | 'waits' | undefined {
    const { usage } = this.engine;
    if (usage === undefined) return undefined;
    const { keyId } = target.key;
    const admission = usage.admit(this, { keyId, content: this.operation.content?.(undefined) });
    switch (admission.type) {
      case 'admitted':
        return undefined;
      case 'later':
        this.sender.rest();
        if (this.isSettled()) return 'waits';
        this.log.startQueue();
        void admission.ready.then(() => {
          this.log.endQueue();
          this.wake();
        });
        return 'waits';
      case 'refused':
        return { classification: budgetClassification(admission), target, cause: undefined };
      default:
        return admission satisfies never;
    }
  }
}
