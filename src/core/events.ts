import type { AttemptRecord } from './attempt.js';
import type { Classification } from './classification.js';
import type { LlmError } from './error.js';
import type { ErrorKind } from './error-kinds.js';
import type { FinishReason, Usage } from './reply.js';
import type { Wait, WaitEndReason } from './wait.js';

interface EventBase {
  /** Epoch ms. */
  readonly at: number;
}

/** What all events of one call carry. */
export interface CallEventBase extends EventBase {
  readonly callId: string;
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
  /** The label of the key in use; `undefined` where none is chosen yet or there is none. */
  readonly keyId: string | undefined;
  /** The caller's own, as given. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface CallStartEvent extends CallEventBase {
  readonly type: 'call-start';
}

export interface AttemptStartEvent extends CallEventBase {
  readonly type: 'attempt-start';
  /** Counts from 1 over the call. */
  readonly attempt: number;
  /** Whether this request finds out, for all that wait at a closed gate, if it is open again. */
  readonly probe: boolean;
  readonly waitedMs: number;
}

export interface AttemptSuccessEvent extends CallEventBase {
  readonly type: 'attempt-success';
  readonly attempt: number;
  readonly durationMs: number;
  readonly usage: Usage;
  readonly finishReason: FinishReason | undefined;
}

export interface AttemptFailureEvent extends CallEventBase {
  readonly type: 'attempt-failure';
  readonly attempt: number;
  readonly durationMs: number;
  readonly kind: ErrorKind;
  readonly classification: Classification;
}

/** Events of a wait are the wait itself: its fields and methods, and what happened. */
export interface WaitStartEvent extends EventBase, Wait {
  readonly type: 'wait-start';
}

export interface WaitTickEvent extends EventBase, Wait {
  readonly type: 'wait-tick';
}

export interface WaitEndEvent extends EventBase, Wait {
  readonly type: 'wait-end';
  readonly reason: WaitEndReason;
}

export interface KeySwitchEvent extends CallEventBase {
  readonly type: 'key-switch';
  /** `keyId` is the new one. */
  readonly fromKeyId: string | undefined;
  readonly kind: ErrorKind;
  readonly classification: Classification;
}

export interface KeyDisableEvent extends CallEventBase {
  readonly type: 'key-disable';
  readonly kind: ErrorKind;
  readonly classification: Classification;
}

export interface ModelSwitchEvent extends CallEventBase {
  readonly type: 'model-switch';
  /** `provider` and `model` are the new ones. */
  readonly fromProvider: string;
  readonly fromModel: string;
  readonly kind: ErrorKind;
  readonly classification: Classification;
}

export interface StreamRestartEvent extends CallEventBase {
  readonly type: 'stream-restart';
  /** Counts from 1. */
  readonly restart: number;
  readonly kind: ErrorKind;
  readonly classification: Classification;
}

/** A batch of `embed()` is done; its own requests are told as attempts. */
export interface BatchSuccessEvent extends CallEventBase {
  readonly type: 'batch-success';
  /** Which one, from 1 in the order of the texts. Batches may end in another order. */
  readonly batch: number;
  readonly batches: number;
  /** How many texts have their vectors now; begins again at 0 where the call moves on to a fallback. */
  readonly doneInputs: number;
  readonly inputs: number;
}

export interface CallSuccessEvent extends CallEventBase {
  readonly type: 'call-success';
  readonly durationMs: number;
  readonly attempts: readonly AttemptRecord[];
  readonly usage: Usage;
}

export interface CallFailureEvent extends CallEventBase {
  readonly type: 'call-failure';
  readonly durationMs: number;
  readonly attempts: readonly AttemptRecord[];
  /** `cancelled` where the caller's signal aborted it. */
  readonly kind: ErrorKind;
  /** Absent where the caller's signal aborted it: the call rejects with `signal.reason` then. */
  readonly error?: LlmError;
}

export interface ListenerErrorEvent extends EventBase {
  readonly type: 'listener-error';
  /** The event whose listener threw or rejected. */
  readonly event: LlmEventType;
  readonly error: unknown;
}

/** Everything that a client or controller tells. */
export type LlmEvent =
  | CallStartEvent
  | AttemptStartEvent
  | AttemptSuccessEvent
  | AttemptFailureEvent
  | WaitStartEvent
  | WaitTickEvent
  | WaitEndEvent
  | KeySwitchEvent
  | KeyDisableEvent
  | ModelSwitchEvent
  | StreamRestartEvent
  | BatchSuccessEvent
  | CallSuccessEvent
  | CallFailureEvent
  | ListenerErrorEvent;

export type LlmEventType = LlmEvent['type'];

/** The event of a type: `EventOf<'wait-start'>`. */
export type EventOf<Type extends LlmEventType> = Extract<LlmEvent, { readonly type: Type }>;

/** All types of events, for those who want every one. */
export const EVENT_TYPES = [
  'call-start',
  'attempt-start',
  'attempt-success',
  'attempt-failure',
  'wait-start',
  'wait-tick',
  'wait-end',
  'key-switch',
  'key-disable',
  'model-switch',
  'stream-restart',
  'batch-success',
  'call-success',
  'call-failure',
  'listener-error',
] as const satisfies readonly LlmEventType[];
