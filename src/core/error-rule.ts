import type { QuotaInfo } from './classification.js';
import type { ErrorKind } from './error-kinds.js';
import type { Scope } from './kind-spec.js';

/** An HTTP status, all of a class, or `none` where there was no answer or it is not known of which status. */
export type StatusPattern = number | '2xx' | '4xx' | '5xx' | 'none';

/** What a failure must look like for a rule to match; all that is given must hold. Texts are compared without case. */
export interface RuleCondition {
  /** The HTTP status, or any of several. An error inside a 2xx answer counts by the status that it states itself. */
  readonly status?: StatusPattern | readonly StatusPattern[];
  /** Any of the provider's own names for it (code, reason, gRPC status, type, errno), compared whole. */
  readonly code?: string | readonly string[];
  /** The error's `type` alone, compared whole. */
  readonly type?: string | readonly string[];
  /** A phrase of the message, in lower case: never a bare number or a single word. */
  readonly message?: RegExp;
  /** The quota's own name, in lower case. */
  readonly quotaId?: RegExp;
  /** The class or name of a thrown value, compared whole. */
  readonly thrown?: string | readonly string[];
  /** Why the answer ended (`finishReason`, `blockReason`, `stop_reason`), compared whole. */
  readonly finish?: string | readonly string[];
  /** A response without a body, or with a web page for one; `none`: nothing was sent back, or nothing is known of it. */
  readonly body?: 'none' | 'empty' | 'page';
  /** A field that the body has, or any of several, in the case that it is written in. */
  readonly field?: string | readonly string[];
  /** `zero`: the quota admits nothing at all; `below-request`: this one request is larger than the whole quota. */
  readonly limit?: 'zero' | 'below-request';
}

/** What a rule says where the answers of its kind don't fit. */
export interface RuleAnswers {
  readonly scope?: Scope;
  readonly retryable?: boolean;
  readonly rotateKey?: boolean;
  readonly quota?: QuotaInfo;
  readonly advice?: string;
}

/** One row of knowledge: what an error of a provider looks like, and what it is. */
export interface ErrorRule extends RuleAnswers {
  readonly kind: ErrorKind;
  readonly when: RuleCondition;
  /**
   * `window`: the longest window that the refusal names decides, else the smallest that holds the stated wait;
   * `kind` is for a refusal that tells neither.
   */
  readonly kindBy?: 'window';
  /** A stated wait shorter than this misleads: it is reported, but not trusted as the reset. */
  readonly misleadingWaitBelowMs?: number;
  /** The name of a calendar of this provider that tells the reset. */
  readonly calendar?: string;
  /** Where this is known from: a URL. This library's own rows all have one; the published code goes without them. */
  readonly source?: string;
}

/** Answers that hold for whatever rule matched: something about the way that an error came, not about what it is. */
export interface ErrorRefinement extends RuleAnswers {
  readonly when: RuleCondition;
  readonly source?: string;
}

/** When a window of a provider's calendar turns next, in epoch ms. Pure. */
export type CalendarReset = (now: number) => number;

/** All that a provider knows about its errors. */
export interface ErrorKnowledge {
  /** What `classifyError` calls it. */
  readonly name: string;
  /** Whether it also stands for vendors that have no knowledge of their own: those who speak this provider's API. */
  readonly coversOthers?: boolean;
  /** Most specific first. */
  readonly rules: readonly ErrorRule[];
  /** Every one that matches is applied, over what the rule says. */
  readonly refinements?: readonly ErrorRefinement[];
  readonly calendars: Readonly<Record<string, CalendarReset>>;
}
