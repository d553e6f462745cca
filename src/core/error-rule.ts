import type { ErrorKind, Scope } from './error-kinds.js';
import type { QuotaInfo } from './classification.js';

/** What a failure must look like for a rule to match; all that is given must hold. Texts are matched without case. */
export interface RuleCondition {
  /** The HTTP status, or any of several. */
  readonly status?: number | readonly number[];
  /** The provider's own code or reason, or any of several; compared whole. */
  readonly code?: string | readonly string[];
  /** The error's `type`; compared whole. */
  readonly type?: string | readonly string[];
  /** An anchored pattern of the message: never a bare number or a single word. */
  readonly message?: RegExp;
  /** A pattern of the quota's own name. */
  readonly quotaId?: RegExp;
  /** The class or name of a thrown value; compared whole. */
  readonly thrown?: string | readonly string[];
}

/** One row of knowledge: what an error of a provider looks like, and what it is. */
export interface ErrorRule {
  readonly kind: ErrorKind;
  readonly when: RuleCondition;
  /** Where the kind's own answers don't fit. */
  readonly scope?: Scope;
  readonly retryable?: boolean;
  readonly rotateKey?: boolean;
  readonly quota?: QuotaInfo;
  readonly advice?: string;
  /** `true`: a wait that is stated in this error misleads and is not trusted as its reset. */
  readonly misleadingWait?: boolean;
  /** The name of a calendar of this provider that tells the reset. */
  readonly calendar?: string;
  /** Where this is known from: a URL. */
  readonly source: string;
}

/** When a window of a provider's calendar turns next, in epoch ms. Pure. */
export type CalendarReset = (now: number) => number;

/** All that a provider knows about its errors. */
export interface ErrorKnowledge {
  /** What `classifyError` calls it. */
  readonly name: string;
  /** Most specific first. */
  readonly rules: readonly ErrorRule[];
  readonly calendars: Readonly<Record<string, CalendarReset>>;
}
