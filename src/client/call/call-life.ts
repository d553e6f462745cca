import type { StopReason } from '../../core/error.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { ApiKey } from '../../core/keys.js';
import type { Priority } from '../../core/request.js';
import { redactCause } from '../../core/redact-cause.js';
import type { Gate } from '../../limits/gates/gate.js';
import type { PacedCall, PaceQueue } from '../../limits/pacing/pace-queue.js';
import type { Parked } from '../../limits/gates/parked.js';
import type { Slots, SlotWaiter } from '../../limits/concurrency/slots.js';
import type { Classification } from '../../core/classification.js';
import type { Target } from '../../limits/target.js';
import type { WaitTimer } from '../../limits/timers/wait-timer.js';
import type { AttemptListener, AttemptRun } from './attempt-run.js';
import { cancellation, createCallError } from './call-error.js';
import { CallEvents } from './call-events.js';
import type { CallView } from './call-view.js';
import type { CallFailure } from './call-failure.js';
import { CallLog } from './call-log.js';
import type { CallSpec } from './call-spec.js';
import type { Engine, LiveCall } from '../engine.js';
import type { AnswerFacts, Destination, Operation } from '../operations/operation.js';
import { isTold } from '../operations/is-told.js';
import { Outlook } from './outlook.js';
import type { PaceStart } from './pace-move.js';
import { Sender } from './sender.js';
import type { AbortObserver } from '../signal-hub.js';

/** Where a call is. */
export type Place<Answer> =
  | { readonly type: 'deciding' }
  | { readonly type: 'queued'; readonly slots: Slots }
  | { readonly type: 'parked'; readonly gate: Gate }
  | ({ readonly type: 'pacing'; readonly queue: PaceQueue } & Pick<PaceStart, 'waitsFor' | 'horizonMs'>)
  | { readonly type: 'backing-off'; readonly timer: WaitTimer }
  | AttemptRun<Answer>
  | { readonly type: 'settled' };

/** How a request ended. */
interface EndOfAttempt<Answer> {
  readonly outcome: 'success' | 'failure' | 'aborted';
  readonly kind?: ErrorKind;
  readonly answer?: Answer;
  /** What is known of its tokens; of a failure, too, where the provider told. */
  readonly facts?: AnswerFacts | undefined;
}

/**
 * The life of a call: where it is, and how it ends, once. What it does in between is its subclass's business.
 */
export abstract class CallLife<Answer, Result>
  implements Parked, PacedCall, SlotWaiter, AbortObserver, LiveCall, CallView, AttemptListener<Answer>
{
  readonly callId: string;
  readonly promise: Promise<Result>;
  protected readonly spec: CallSpec<Answer, Result>;
  protected readonly outlook: Outlook;
  protected readonly log: CallLog;
  protected readonly events: CallEvents;
  protected readonly sender: Sender<Answer>;
  protected resolve!: (result: Result) => void;
  protected reject!: (reason: unknown) => void;
  protected place: Place<Answer> = { type: 'deciding' };
  protected last: CallFailure | undefined;

  constructor(spec: CallSpec<Answer, Result>) {
    const { engine } = spec;
    this.spec = spec;
    this.callId = spec.part?.callId ?? engine.createId('call');
    const log = spec.part?.log ?? new CallLog(engine.clock);
    this.log = log;
    this.outlook = new Outlook({ call: this, log, spec });
    this.events = new CallEvents(engine, this, spec.part);
    this.sender = new Sender({ spec, call: this, log, events: this.events });
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  abstract wake(): void;
  abstract onSlot(): void;
  abstract startsAt(): number;
  abstract reconsider(): void;
  abstract learn(classification: Classification, target: Target): void;
  abstract onAnswer(run: AttemptRun<Answer>, answer: Answer): void;
  abstract onFailure(run: AttemptRun<Answer>, error: unknown): void;

  get seeksSooner(): boolean {
    return this.outlook.seeksSooner;
  }

  protected get operation(): Operation<Answer, Result> {
    return this.spec.operation;
  }

  protected get engine(): Engine {
    return this.spec.engine;
  }

  protected get options(): CallSpec<Answer, Result>['options'] {
    return this.spec.options;
  }

  get metadata(): CallView['metadata'] {
    return this.options.metadata;
  }

  get priority(): Priority {
    return this.options.priority ?? 'normal';
  }

  get group(): string {
    return this.options.group ?? '';
  }

  get attempts(): CallView['attempts'] {
    return this.log.attempts;
  }

  get destination(): Destination {
    return this.outlook.destination;
  }

  get key(): ApiKey | undefined {
    return this.sender.key;
  }

  get durationMs(): number {
    return this.engine.clock.elapsed() - this.log.startedElapsed;
  }

  get queuedMs(): number {
    return this.log.allQueuedMs;
  }

  get waitedMs(): number {
    return this.log.allWaitedMs;
  }

  onDefect(error: unknown): void {
    this.end({}, () => undefined);
    // Even where telling of the end failed: a call that has ended already takes no harm.
    this.reject(error);
  }

  onAbort(reason: unknown): void {
    this.end({ abortReason: reason }, () => {
      this.events.callFailure('cancelled', undefined);
      this.reject(reason);
    });
  }

  /** The consumer of a stream left: the call ends, and there is nobody to tell. */
  abandon(): void {
    this.end({}, () => {
      this.events.callFailure('cancelled', undefined);
    });
  }

  cancel(reason: unknown): void {
    const { handle, model } = this.outlook.destination;
    const target = this.last?.target ?? { provider: handle.name, model, key: this.sender.key };
    const message = typeof reason === 'string' && reason !== '' ? reason : 'The wait was cancelled.';
    this.fail('stop', { classification: cancellation(message), target, cause: reason });
  }

  /** Writes down a request that is over. */
  protected note(run: AttemptRun<Answer>, end: EndOfAttempt<Answer>): void {
    const { outcome, kind, answer, facts } = end;
    this.log.addAttempt(run.record(end));
    const { usage } = this.engine;
    if (usage === undefined) return;
    // What its own calls sent is written down as theirs.
    if (run.hasGivenWay && !isTold(facts?.usage)) return;
    const content = this.operation.content?.(answer);
    usage.attempt({ call: this, run, outcome, kind, fallback: this.outlook.isFallback, facts, content });
  }

  protected isSettled(): boolean {
    return this.place.type === 'settled';
  }

  /** An end that many calls share comes to one after the other: who inherits a probe or a slot then must not send. */
  protected hasEnded(): boolean {
    const { signal } = this.options;
    if (this.engine.isClosed) this.cancel('The client is closed.');
    else if (signal?.aborted === true) this.onAbort(signal.reason);
    return this.isSettled();
  }

  protected retries(): boolean {
    return this.options.retry ?? this.engine.settings.retry;
  }

  protected fail(reason: StopReason, failure: CallFailure): void {
    const { classification, target, cause, resumeAt, nextTryAt, invalidOutput } = failure;
    const { ring } = this.outlook.destination.handle;
    this.end({ abortReason: cause }, () => {
      const error = createCallError({
        reason,
        classification,
        provider: target.provider,
        model: target.model,
        keyId: target.key?.keyId,
        attempts: this.log.attempts,
        resumeAt,
        nextTryAt,
        cause: redactCause(cause, ring.secrets()),
        invalidOutput,
        now: this.engine.clock.now(),
      });
      this.events.callFailure(classification.kind, error);
      this.reject(error);
    });
  }

  /** Ends the call once: leaves whatever it is at, then tells, then frees what it held. */
  protected end({ abortReason }: { readonly abortReason?: unknown }, tell: () => void): void {
    const place = this.place;
    if (place.type === 'settled') return;
    this.log.close();
    this.place = { type: 'settled' };
    if (place.type === 'sending') this.note(place, { outcome: 'aborted' });
    this.engine.usage?.withdraw(this);
    if (place.type === 'queued') place.slots.leave(this);
    if (this.options.signal !== undefined) this.engine.signals.delete(this.options.signal, this);
    this.engine.unregister(this);
    tell();
    if (place.type === 'sending') {
      this.sender.abandoned();
      place.abort(abortReason);
    }
    if (place.type === 'parked') place.gate.leave(this, 'cancelled');
    if (place.type === 'pacing') place.queue.leave(this, 'cancelled');
    if (place.type === 'backing-off') place.timer.end('cancelled');
    this.sender.rest();
  }
}
