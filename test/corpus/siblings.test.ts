import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/client/classify-error.js';
import { siblings } from './siblings.js';

const NOW = Date.parse('2026-04-28T12:00:00Z');

describe('forms beside those of the corpus', () => {
  it.each(siblings)('$title', ({ provider, failure, kind, retryAfterMs, resetsAt, rotateKey, retryable }) => {
    const found = classifyError(failure, { provider, now: NOW });
    expect(found).toMatchObject({
      kind,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(resetsAt === undefined ? {} : { resetsAt: Date.parse(resetsAt) }),
      ...(rotateKey === undefined ? {} : { rotateKey }),
      ...(retryable === undefined ? {} : { retryable }),
    });
  });

  it.each(siblings)('$title: the same kind without the name of a provider', ({ failure, kind }) => {
    expect(classifyError(failure, { now: NOW }).kind).toBe(kind);
  });
});
