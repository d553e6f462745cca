import { describe, expect, it } from 'vitest';
import { createCallError } from './call-error.js';
import { ownClassification } from '../../core/own-classification.js';

it('does not put its own words into the mouth of the provider', () => {
  const message = 'The answer did not begin within 300 ms (`timeouts.firstToken`).';
  const error = createCallError({
    classification: ownClassification('timeout', { message, advice: 'Raise it.' }),
    reason: 'attempts-used',
    provider: 'ollama',
    model: 'kimi',
    keyId: undefined,
    cause: undefined,
    attempts: [],
    now: 0,
  });
  expect(error.message).toBe(`Timeout of ollama/kimi. Given up after 0 attempts. Raise it. Details: ${message}`);
});

describe('the error of a call that may wait no longer', () => {
  const NOW = Date.UTC(2026, 2, 2, 10);
  const messageOf = (told: { readonly resetsAt?: number; readonly nextTryAt?: number }): string =>
    createCallError({
      classification: ownClassification('rate-limit', { message: '', resetsAt: told.resetsAt, resetSource: 'body' }),
      reason: 'max-wait',
      provider: 'ollama',
      model: 'kimi',
      keyId: undefined,
      cause: undefined,
      attempts: [],
      nextTryAt: told.nextTryAt,
      now: NOW,
    }).message;

  it('tells the end where that is known, and nothing beside it', () => {
    const message = messageOf({ resetsAt: NOW + 3_600_000, nextTryAt: NOW + 3_600_000 });
    expect(message).toContain('It is over at 2026-03-02T11:00:00.000Z (in 1 h).');
    expect(message).not.toContain('next try');
  });

  it('tells the next try where the end is not known, or was stated for a time that is past', () => {
    for (const resetsAt of [undefined, NOW - 1]) {
      const message = messageOf({ ...(resetsAt === undefined ? {} : { resetsAt }), nextTryAt: NOW + 900_000 });
      expect(message).toContain('the next try would have been at 2026-03-02T10:15:00.000Z (in 15 min)');
      expect(message).not.toContain('It is over');
    }
  });

  it('claims no next try that is not known, or not ahead', () => {
    expect(messageOf({})).not.toContain('next try');
    expect(messageOf({ nextTryAt: NOW })).not.toContain('next try');
  });
});
