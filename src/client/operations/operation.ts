import type { AttemptRecord } from '../../core/attempt.js';
import type { Cancellation } from '../../core/cancellation.js';
import type { FinishReason, Usage } from '../../core/reply.js';
import type { Timeouts } from '../../core/timeouts.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';
import type { UsageContent } from '../../core/usage-recorder.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/** Where a call can go: its model, and its fallbacks in their order. */
export interface Destination {
  readonly handle: ProviderHandle;
  /** Without its prefix. */
  readonly model: string;
}

/** A model first, then its fallbacks. */
export type Destinations = readonly [Destination, ...Destination[]];

/** Watches over the time of one attempt. */
export interface AttemptWatch {
  /** A sign of life: the first one opens gates, each one restarts the idle timeout. */
  progress(): void;
  /** The consumer is slow, not the provider: time does not count. */
  pause(): void;
  resume(): void;
}

/** What an operation gets for one attempt. */
export interface OperationContext {
  readonly destination: Destination;
  /** The secret to use. */
  readonly key: string | undefined;
  /** Counts from 1. */
  readonly attempt: number;
  /** Made for those who ask for it. */
  readonly signal: AbortSignal;
  readonly cancellation: Cancellation;
  readonly timeouts: Timeouts;
  readonly watch: AttemptWatch;
  /** The headers of a good answer. */
  observe(headers: unknown): void;
  /** This attempt sends nothing itself just now: gives back its slot, its probe, its place in a ramp. */
  giveWay(): void;
}

/** What the events tell of an answer. */
export interface AnswerFacts {
  readonly usage: Usage;
  readonly finishReason: FinishReason | undefined;
}

/** What a call knows of itself when it is done. */
export interface CallFacts {
  readonly destination: Destination;
  readonly keyId: string | undefined;
  readonly attempts: readonly AttemptRecord[];
}

/** Which timeouts an attempt is watched with: those of a stream, of a whole answer, or only those of anything. */
export type Watching = 'stream' | 'answer' | 'total-only';

/** What a call does: one chat, one stream, one task. The loop sends it as often as it must. */
export interface Operation<Answer, Result> {
  watching(destination: Destination): Watching;
  /** How large the request is, as far as that can be told before. */
  readonly size: RequestSize;
  /** Sends exactly one request. */
  attempt(context: OperationContext): Promise<Answer>;
  facts(answer: Answer): AnswerFacts;
  /** What is asked, and what of the answer came so far: for a ledger. */
  content?(answer: Answer | undefined): UsageContent;
  finish(answer: Answer, facts: CallFacts): Result;
  /** Whether the consumer has seen text of the attempt that failed. */
  hasHandedOut(): boolean;
  /** Tells the consumer to discard. */
  restart(): void;
}
