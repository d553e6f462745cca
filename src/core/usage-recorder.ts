import type { ErrorKind } from './error-kinds.js';
import type { FinishReason, Usage } from './reply.js';

/** How a provider charges for a model; what it leaves out is not known. */
export interface ProviderPricing {
  /** Where requests go, without credentials: tells a price list whose prices hold. */
  readonly url?: string;
  /** Whether requests to a model cost nothing, as on one's own hardware. */
  isFree?(model: string): boolean;
}

/** Where a request goes, as far as a ledger minds it. */
export interface UsageTarget {
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
  readonly keyId: string | undefined;
  readonly pricing: ProviderPricing | undefined;
}

/** What was asked and answered. It is looked at to estimate tokens where none are told, and kept only if asked for. */
export interface UsageContent {
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
  /** The longest answer that was asked for, in tokens. */
  readonly maxOutputTokens: number | undefined;
  /** What came of the answer. */
  readonly text: string;
}

/** What all that a client tells its ledger has in common. */
export interface UsageFacts extends UsageTarget {
  readonly callId: string;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  /** Absent for a success. */
  readonly kind: ErrorKind | undefined;
  /** For a free slot. */
  readonly queuedMs: number;
  /** At gates and in backoffs. */
  readonly waitedMs: number;
  readonly durationMs: number;
}

/** A request that was sent and is over. */
export interface AttemptFacts extends UsageFacts {
  /** Under which it was admitted. */
  readonly admissionId: string;
  /** Counts from 1; 0: a cache answered, and nothing was sent. */
  readonly attempt: number;
  readonly outcome: 'success' | 'failure' | 'aborted' | 'cached';
  readonly probe: boolean;
  readonly fallback: boolean;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly firstTokenMs: number | undefined;
  readonly usage: Usage | undefined;
  readonly finishReason: FinishReason | undefined;
  readonly content: UsageContent | undefined;
}

/** A call that is over. */
export interface CallUsageFacts extends UsageFacts {
  readonly outcome: 'success' | 'failure';
  readonly attempts: number;
}

/** A request that is about to be sent. */
export interface PlannedAttempt extends UsageTarget {
  /** Tells requests apart that are under way at the same time, also those of one call. */
  readonly admissionId: string;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  readonly content: UsageContent | undefined;
}

/** A budget that stands in the way of a request. */
export interface BudgetRefusal {
  readonly type: 'refused';
  /** What is used up, by how much, and what to do: sentences for a person. */
  readonly message: string;
  readonly advice: string;
  /** When it begins anew, in epoch ms; `undefined` where it never does. */
  readonly resetsAt: number | undefined;
}

/** Whether a request may be sent. `later`: ask again when `ready` is fulfilled. */
export type Admission =
  { readonly type: 'admitted' } | { readonly type: 'later'; readonly ready: Promise<void> } | BudgetRefusal;

/**
 * What a client tells of each request and call, and asks before each request. All of it is synchronous and cheap; what
 * it throws changes no call.
 */
export interface UsageRecorder {
  admit(attempt: PlannedAttempt): Admission;
  /** An admitted request is not sent after all: its call ended first. Without effect where none is admitted. */
  withdraw(admissionId: string): void;
  recordAttempt(facts: AttemptFacts): void;
  recordCall(facts: CallUsageFacts): void;
  /** Writes what is not written yet. Never rejects. */
  flush(): Promise<void>;
}
