import type { Classification } from '../../core/classification.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { LlmError } from '../../core/error.js';
import type { BatchSuccessEvent, CallEventBase } from '../../core/events.js';
import type { ApiKey } from '../../core/keys.js';
import type { CallView } from './call-view.js';
import type { CallPart } from './call-part.js';
import type { Engine } from '../engine.js';
import type { AnswerFacts, Destination } from '../operations/operation.js';

/** One request, as far as events tell of it. */
export interface AttemptView {
  readonly attempt: number;
  readonly waitedMs: number;
  readonly durationMs: number;
}

/** Tells of one call. What every call has to tell is put together only for those who listen. */
export class CallEvents {
  readonly #engine: Engine;
  readonly #view: CallView;
  /** Where the call is a part of another: that one tells of its start and its end. */
  readonly #part: CallPart | undefined;

  constructor(engine: Engine, view: CallView, part?: CallPart) {
    this.#engine = engine;
    this.#view = view;
    this.#part = part;
  }

  callStart(): void {
    if (this.#part !== undefined || !this.#engine.hears('call-start')) return;
    this.#engine.emit({ type: 'call-start', ...this.#base() });
  }

  attemptStart(run: AttemptView, probe: boolean): void {
    if (!this.#engine.hears('attempt-start')) return;
    const { attempt, waitedMs } = run;
    this.#engine.emit({ type: 'attempt-start', ...this.#base(), attempt, probe, waitedMs });
  }

  attemptSuccess(run: AttemptView, facts: AnswerFacts): void {
    if (!this.#engine.hears('attempt-success')) return;
    const { attempt, durationMs } = run;
    this.#engine.emit({ type: 'attempt-success', ...this.#base(), attempt, durationMs, ...facts });
  }

  attemptFailure(run: AttemptView, classification: Classification): void {
    const { attempt, durationMs } = run;
    const { kind } = classification;
    this.#engine.emit({ type: 'attempt-failure', ...this.#base(), attempt, durationMs, kind, classification });
  }

  keySwitch(from: ApiKey, classification: Classification): void {
    const { kind } = classification;
    this.#engine.emit({ type: 'key-switch', ...this.#base(), fromKeyId: from.keyId, kind, classification });
  }

  keyDisable(classification: Classification): void {
    this.#engine.emit({ type: 'key-disable', ...this.#base(), kind: classification.kind, classification });
  }

  modelSwitch(from: Destination, classification: Classification): void {
    if (this.#part !== undefined) {
      this.#part.onModelSwitch(this.#view.destination, classification);
      return;
    }
    this.#engine.emit({
      type: 'model-switch',
      ...this.#base(),
      fromProvider: from.handle.name,
      fromModel: from.model,
      kind: classification.kind,
      classification,
    });
  }

  streamRestart(restart: number, classification: Classification): void {
    this.#engine.emit({ type: 'stream-restart', ...this.#base(), restart, kind: classification.kind, classification });
  }

  batchSuccess(progress: Pick<BatchSuccessEvent, 'batch' | 'batches' | 'doneInputs' | 'inputs'>): void {
    if (!this.#engine.hears('batch-success')) return;
    this.#engine.emit({ type: 'batch-success', ...this.#base(), ...progress });
  }

  callSuccess(facts: AnswerFacts): void {
    if (this.#part !== undefined) return;
    this.#engine.usage?.call(this.#view, undefined);
    if (!this.#engine.hears('call-success')) return;
    const { attempts } = this.#view;
    const durationMs = this.#view.durationMs;
    this.#engine.emit({ type: 'call-success', ...this.#base(), durationMs, attempts, usage: facts.usage });
  }

  callFailure(kind: ErrorKind, error: LlmError | undefined): void {
    if (this.#part !== undefined) return;
    this.#engine.usage?.call(this.#view, kind);
    if (!this.#engine.hears('call-failure')) return;
    this.#engine.emit({
      type: 'call-failure',
      ...this.#base(),
      durationMs: this.#view.durationMs,
      attempts: this.#view.attempts,
      kind,
      ...(error === undefined ? {} : { error }),
    });
  }

  #base(): CallEventBase {
    const { callId, metadata } = this.#view;
    const { handle, model } = this.#view.destination;
    return {
      at: this.#engine.clock.now(),
      callId,
      provider: handle.name,
      model,
      keyId: this.#view.key?.keyId,
      ...(metadata === undefined ? {} : { metadata }),
    };
  }
}
