import type { Classification } from '../../src/core/classification.js';
import type { CorpusRecord } from './records.js';

/** What a record says of a classification. */
export type Field = 'kind' | 'retryAfterMs' | 'resetsAt' | 'rotateKey' | 'retryable';

/** All of them. */
export const FIELDS: readonly Field[] = ['kind', 'retryAfterMs', 'resetsAt', 'rotateKey', 'retryable'];

/** A field of a record that is not as it should be. */
export interface Miss {
  readonly id: string;
  readonly field: Field;
  readonly got: unknown;
}

/** Compares a classification with what the record expects. */
export function wrongFields(record: CorpusRecord, found: Classification): readonly Miss[] {
  const { kind, accept = [], retryAfterMs, resetsAt, rotateKey, retryable } = record.expect;
  const isRight: Record<Field, boolean> = {
    kind: found.kind === kind || accept.includes(found.kind),
    // Some providers cut fractions.
    retryAfterMs: Math.abs((found.retryAfterMs ?? Infinity) - (retryAfterMs ?? Infinity)) <= 1_000,
    resetsAt: resetsAt === null || Math.abs((found.resetsAt ?? Infinity) - Date.parse(resetsAt)) <= 1_000,
    rotateKey: found.rotateKey === rotateKey,
    retryable: found.retryable === retryable,
  };
  if (retryAfterMs === null) isRight.retryAfterMs = found.retryAfterMs === undefined;
  return FIELDS.filter((field) => !isRight[field]).map((field) => ({ id: record.id, field, got: found[field] }));
}
