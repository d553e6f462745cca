import type { AttemptRecord } from '../../core/attempt.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { Admission, UsageContent, UsageRecorder } from '../../core/usage-recorder.js';
import type { AttemptRun } from './attempt-run.js';
import type { CallView } from './call-view.js';
import type { AnswerFacts, Destination } from '../operations/operation.js';

/** A request that is over, as a call knows it. */
export interface EndedAttempt {
  readonly call: CallView;
  readonly run: AttemptRun<never> | AttemptRun<unknown>;
  readonly outcome: AttemptRecord['outcome'];
  readonly kind: ErrorKind | undefined;
  readonly fallback: boolean;
  readonly facts: AnswerFacts | undefined;
  readonly content: UsageContent | undefined;
}

const ADMITTED: Admission = { type: 'admitted' };

/** Tells a ledger of requests and calls. What the ledger throws changes no call. */
export class UsageTap {
  readonly recorder: UsageRecorder;
  /** The parts of a call have one `callId`, and are under way at the same time. */
  readonly #admissions = new WeakMap<CallView, string>();
  #lastAdmission = 0;
  /** Calls whose ledger could not get ready: they are asked about no more. */
  readonly #unready = new WeakSet<CallView>();

  constructor(recorder: UsageRecorder) {
    this.recorder = recorder;
  }

  admit(
    call: CallView,
    { keyId, content }: { readonly keyId: string | undefined; readonly content: UsageContent | undefined },
  ): Admission {
    if (this.#unready.delete(call)) return ADMITTED;
    const { metadata, destination } = call;
    const admissionId = this.#admissionOf(call);
    const admission = contained(
      () => this.recorder.admit({ admissionId, metadata, content, ...target(destination, keyId) }),
      ADMITTED,
    );
    if (admission.type !== 'later') return admission;
    const ready = admission.ready.then(undefined, () => {
      this.#unready.add(call);
    });
    return { type: 'later', ready };
  }

  withdraw(call: CallView): void {
    contained(() => {
      this.recorder.withdraw(this.#admissionOf(call));
    }, undefined);
  }

  attempt({ call, run, outcome, kind, fallback, facts, content }: EndedAttempt): void {
    contained(() => {
      this.recorder.recordAttempt({
        callId: call.callId,
        admissionId: this.#admissionOf(call),
        ...target(run.destination, run.target.key.keyId),
        metadata: call.metadata,
        kind,
        queuedMs: run.queuedMs,
        waitedMs: run.waitedMs,
        durationMs: run.durationMs,
        attempt: run.attempt,
        outcome,
        probe: run.probe,
        fallback,
        startedAt: run.startedAt,
        firstTokenMs: run.firstSignMs,
        usage: facts?.usage,
        finishReason: facts?.finishReason,
        content,
      });
    }, undefined);
  }

  call(call: CallView, kind: ErrorKind | undefined): void {
    const { callId, metadata, destination, key, attempts, durationMs, queuedMs, waitedMs } = call;
    contained(() => {
      this.recorder.recordCall({
        callId,
        ...target(destination, key?.keyId),
        metadata,
        kind,
        queuedMs,
        waitedMs,
        durationMs,
        outcome: kind === undefined ? 'success' : 'failure',
        attempts: attempts.length,
      });
    }, undefined);
  }

  #admissionOf(call: CallView): string {
    let admissionId = this.#admissions.get(call);
    if (admissionId === undefined) {
      this.#lastAdmission += 1;
      admissionId = `${call.callId}#${this.#lastAdmission}`;
      this.#admissions.set(call, admissionId);
    }
    return admissionId;
  }

  async flush(): Promise<void> {
    await this.recorder.flush();
  }
}

function target({ handle, model }: Destination, keyId: string | undefined) {
  return { provider: handle.name, model, keyId, pricing: handle.pricing };
}

function contained<Value>(work: () => Value, otherwise: Value): Value {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
