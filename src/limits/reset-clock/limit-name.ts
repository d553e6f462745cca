import type { Classification, QuotaInfo } from '../../core/classification.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { Target } from '../target.js';

/** One limit: the scope of a gate, and the window that was met there. */
export interface LimitName {
  /** The gate's. */
  readonly id: string;
  readonly kind: ErrorKind;
  readonly window: QuotaInfo['window'];
}

/** A limit that was met. */
export interface KnownLimit extends LimitName {
  readonly scope: Classification['scope'];
  readonly target: Target;
}

/** The name of the limit that a refusal is of. */
export function limitName(id: string, { kind, quota }: Pick<Classification, 'kind' | 'quota'>): LimitName {
  return { id, kind, window: quota?.window };
}

/** Whether two names are those of one limit. */
export function isSameLimit(one: LimitName, other: LimitName): boolean {
  return limitKey(one) === limitKey(other);
}

/** A name as one text, by which a limit is found again. */
export function limitKey({ id, kind, window }: LimitName): string {
  return `${kind} ${window ?? ''} ${id}`;
}
